-- A page of the reports that hold a record under a filter, and the sums of all of them.
WITH f(place, value) AS MATERIALIZED (SELECT key, value FROM json_each(:reports, '$.data'))
SELECT json_object(
	'total', json_object('reports', value ->> 1, 'records', value ->> 2, 'messages', value ->> 3),
	'next', value ->> 4, 'prev', value ->> 5,
	'rows', (
		SELECT json_group_array(json_object(
			'id', value ->> 1, 'org', value ->> 2, 'domain', value ->> 3,
			'domain_idn', idn(value ->> 3), 'begin', value ->> 4, 'end', value ->> 5,
			'day', date((value ->> 6) * 86400, 'unixepoch'),
			'policy', json_object('p', value ->> 7, 'sp', value ->> 8, 'pct', value ->> 9),
			'records', value ->> 10, 'messages', value ->> 11, 'fail', value ->> 12,
			'report_id', value ->> 13, 'imported', value ->> 14, 'via', value ->> 15,
			'conflict_of', value ->> 16,
			'repaired', json(iif(warnings(value ->> 17) LIKE '%"repaired%', 'true', 'false'))))
		FROM (SELECT value FROM f WHERE value ->> 0 = 'report' ORDER BY place)))
FROM f WHERE value ->> 0 = 'total';
