SELECT json_object(
	'ok', json(iif(:error IS NULL, 'true', 'false')),
	'version', :version,
	'database', json_object(
		'ok', json(iif(:error IS NULL, 'true', 'false')),
		'error', :error,
		'schema', (SELECT user_version FROM pragma_user_version)),
	'last_report', (SELECT last FROM arrival),
	'last_fetch', (SELECT ended FROM job WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1),
	'fetch_ok', json((SELECT iif(state IN ('done', 'stopped'), 'true', 'false') FROM job
		WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1)),
	'alarms', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'libraries', json_object('sqlite', sqlite_version(), 'expat', :expat,
		'zlib', :zlib, 'libarchive', :libarchive));
