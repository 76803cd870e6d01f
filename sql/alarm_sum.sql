-- What a check found.
SELECT json_object('open', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'opened', (SELECT count(*) FROM alarm WHERE opened = :now),
	'resolved', (SELECT count(*) FROM alarm WHERE resolved = :now),
	'waiting', (SELECT count(*) FROM push WHERE sent IS NULL));
