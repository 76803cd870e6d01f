UPDATE mailbox SET quiet = :until WHERE id = :mailbox;
