-- Mails by name, and what was done with each, if it was begun.
SELECT name, uid, state, attempts, tried
FROM letter_name LEFT JOIN letter USING (mailbox, uid)
WHERE mailbox = :mailbox
ORDER BY name;
