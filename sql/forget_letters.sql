DELETE FROM letter WHERE mailbox = :mailbox AND uid BETWEEN :first AND :last;
