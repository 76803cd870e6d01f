-- What the check just made found.
SELECT json_object('open', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'opened', (SELECT count(*) FROM situation WHERE alarm IS NULL),
	'waiting', (SELECT count(*) FROM push WHERE sent IS NULL));
