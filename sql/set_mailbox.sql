INSERT INTO mailbox (account, folder, validity, next)
VALUES (:account, :folder, :validity, 0)
ON CONFLICT DO UPDATE SET validity = excluded.validity, next = 0;
