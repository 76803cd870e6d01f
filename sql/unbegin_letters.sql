UPDATE letter SET attempts = attempts - 1
WHERE mailbox = :mailbox AND uid BETWEEN :first AND :last AND attempts > 0;
