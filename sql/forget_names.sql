DELETE FROM letter_name WHERE mailbox = :mailbox AND uid BETWEEN :first AND :last;
