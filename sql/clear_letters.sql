DELETE FROM letter WHERE mailbox IN (SELECT id FROM mailbox WHERE account = :account AND folder = :folder);
