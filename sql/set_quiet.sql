INSERT INTO mailbox (account, folder, validity, next, quiet) VALUES (:account, :folder, 0, 0, :until)
ON CONFLICT DO UPDATE SET quiet = excluded.quiet;
