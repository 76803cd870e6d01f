SELECT mailbox FROM job WHERE id = :id;
