-- What became of an import: a result per report found or part refused.
WITH c AS (
	SELECT count(*) AS n, messages(status = 'imported') AS imported,
		messages(status = 'duplicate') AS duplicate, messages(status = 'conflict') AS conflict,
		messages(status = 'other') AS other, messages(status = 'failed') AS failed
	FROM result
)
SELECT json_object(
	'status', CASE WHEN failed = n THEN 'failed' WHEN failed > 0 THEN 'partial'
		WHEN imported + conflict > 0 THEN 'imported'
		WHEN duplicate > 0 THEN 'duplicate' ELSE 'other' END,
	'imported', imported, 'duplicate', duplicate,
	'conflict', conflict, 'other', other,
	'failed', failed,
	'reports', (
		SELECT json_group_array(json_object(
			'file', file, 'part', part, 'status', status, 'type', type, 'kind', kind, 'id', id,
			'org', nullif(org, ''), 'domain', domain, 'domain_idn', idn(domain),
			'report_id', nullif(report_id, ''), 'begin', begin, 'end', end,
			'day', date(day * 86400, 'unixepoch'), 'records', records,
			'messages', messages, 'warnings', json(warnings(warnings)),
			'error', CASE WHEN code IS NOT NULL
				THEN json_object('code', code, 'message', message) END))
		FROM (SELECT * FROM result ORDER BY n)),
	'error', CASE WHEN failed = n THEN json((
		SELECT json_object('code', code, 'message', message)
		FROM result ORDER BY rank, n LIMIT 1)) END)
FROM c;
