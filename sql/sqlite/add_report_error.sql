INSERT INTO report_error (report, n, text) VALUES (:report, :n, :text);
