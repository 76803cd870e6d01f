SELECT id FROM job WHERE state = 'running' AND mailbox = :mailbox ORDER BY id DESC LIMIT 1;
