-- A mailbox that is no longer among those set has no failure to mend.
INSERT INTO job (mailbox, by, state, started, ended)
SELECT mailbox, 'timer', 'stopped', unixepoch(), unixepoch()
FROM job
WHERE id IN (SELECT max(id) FROM job GROUP BY mailbox) AND state = 'failed'
  AND mailbox NOT IN (SELECT value FROM json_each(:mailboxes))
RETURNING id;
