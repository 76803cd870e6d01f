SELECT id, validity, next FROM mailbox
WHERE account = :account AND folder = :folder;
