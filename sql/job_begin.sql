INSERT INTO job (mailbox, by, state, started) VALUES (:mailbox, :by, 'running', unixepoch()) RETURNING id;
