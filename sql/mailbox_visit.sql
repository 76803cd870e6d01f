SELECT visit FROM mailbox WHERE account = :account AND folder = :folder;
