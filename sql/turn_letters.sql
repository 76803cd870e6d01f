UPDATE letter SET state = :to
WHERE mailbox = :mailbox AND uid BETWEEN :first AND :last AND state = :from;
