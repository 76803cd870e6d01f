DELETE FROM alarm
WHERE id IN (SELECT id FROM alarm
	WHERE resolved < unixepoch() - :days * 86400
	  AND id NOT IN (SELECT alarm FROM push WHERE sent IS NULL)
	LIMIT 5000)
RETURNING 1;
