INSERT INTO mail_auth (report, n, text) VALUES (:report, :n, :text);
