-- One report, without its records.
WITH f AS (SELECT * FROM told(:head))
SELECT json_object(
	'id', c1, 'org', c2, 'domain', c3, 'domain_idn', idn(c3),
	'day', date(c4 * 86400, 'unixepoch'), 'records', c5,
	'messages', c6, 'fail', c7, 'conflict_of', c8,
	'policy', (SELECT
--< policy_said
		FROM f WHERE c0 = 'policy'),
	'reporter', (SELECT
--< reporter_said
		FROM f WHERE c0 = 'reporter'),
	'mail', (SELECT json_object('from', c1, 'message_id', c2,
			'authentication_results', (SELECT json_group_array(c1) FROM (
				SELECT * FROM f WHERE c0 = 'authentication_results' ORDER BY place)))
		FROM f WHERE c0 = 'mail'),
	'size', c9)
FROM f WHERE c0 = 'report';
