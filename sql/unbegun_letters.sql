DELETE FROM letter
WHERE mailbox = :mailbox AND uid BETWEEN :first AND :last AND state = 1 AND attempts <= 0 AND withheld = 0;
