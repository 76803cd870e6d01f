-- A page of the reports that hold a record under a filter, and the sums of all of them.
SELECT json_object(
	'total', json_object('reports', c1, 'records', c2, 'messages', c3),
	'next', c4, 'prev', c5,
	'rows', (
		SELECT json_group_array(json_object(
			'id', c1, 'org', c2, 'domain', c3,
			'domain_idn', idn(c3), 'begin', c4, 'end', c5,
			'day', date(c6 * 86400, 'unixepoch'),
			'policy', json_object('p', c7, 'sp', c8, 'pct', c9),
			'records', c10, 'messages', c11, 'fail', c12,
			'report_id', c13, 'imported', c14, 'via', c15,
			'conflict_of', c16,
			'repaired', json(iif(warnings(c17) LIKE '%"repaired%', 'true', 'false'))))
		FROM (SELECT * FROM told(:reports) WHERE c0 = 'report' ORDER BY place)))
FROM told(:reports) WHERE c0 = 'total';
