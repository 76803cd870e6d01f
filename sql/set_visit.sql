-- Its numbers are not known yet: journal_open() will see that they are others.
INSERT INTO mailbox (account, folder, validity, next, visit)
SELECT :account, :folder, 0, 0, 1 + ifnull(max(visit), 0) FROM mailbox WHERE account = :account
ON CONFLICT DO UPDATE SET visit = excluded.visit;
