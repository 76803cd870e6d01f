INSERT INTO job (by, state, started) VALUES (:by, 'running', unixepoch()) RETURNING id;
