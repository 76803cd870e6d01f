INSERT INTO reason_more (record, n, reason) VALUES (:record, :n, :reason);
