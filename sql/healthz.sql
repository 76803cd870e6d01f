SELECT json_object(
	'ok', json(iif(:error IS NULL, 'true', 'false')),
	'version', :version,
	'database', json_object(
		'ok', json(iif(:error IS NULL, 'true', 'false')),
		'error', :error,
		'schema', (SELECT user_version FROM pragma_user_version WHERE :error IS NULL)),
	'last_report', (SELECT c1 FROM told(:bounds) WHERE c0 = 'last'),
	'last_fetch', last_fetch, 'fetch_ok', json(fetch_ok),
	'alarms', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'settings', json(iif(:settings IS NULL, '[]',		-- a line each
		'[' || replace(json_quote(:settings), '\n', '","') || ']')),
	'libraries', json_object('sqlite', sqlite_version(), 'expat', :expat,
		'zlib', :zlib, 'libarchive', :libarchive))
FROM last_fetch;
