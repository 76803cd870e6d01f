-- Those of an alarm that is open tell what was said of it.
DELETE FROM push
WHERE id IN (SELECT id FROM push
	WHERE sent < unixepoch() - :days * 86400
	  AND alarm NOT IN (SELECT id FROM alarm WHERE resolved IS NULL)
	LIMIT 5000)
RETURNING 1;
