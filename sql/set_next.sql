UPDATE mailbox SET next = :next WHERE id = :mailbox;
