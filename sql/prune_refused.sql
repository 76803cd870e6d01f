DELETE FROM refused
WHERE id IN (SELECT id FROM refused WHERE time < unixepoch() - :days * 86400 ORDER BY time LIMIT 5000)
RETURNING 1;
