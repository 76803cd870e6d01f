INSERT INTO auth_more (record, n, auth) VALUES (:record, :n, :auth);
