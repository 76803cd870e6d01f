-- One report, without its records.
WITH f(place, value) AS MATERIALIZED (SELECT key, value FROM json_each(:head, '$.data'))
SELECT json_object(
	'id', value ->> 1, 'org', value ->> 2, 'domain', value ->> 3, 'domain_idn', idn(value ->> 3),
	'day', date((value ->> 4) * 86400, 'unixepoch'), 'records', value ->> 5,
	'messages', value ->> 6, 'fail', value ->> 7, 'conflict_of', value ->> 8,
	'policy', (SELECT
--< policy_said
		FROM f WHERE value ->> 0 = 'policy'),
	'reporter', (SELECT
--< reporter_said
		FROM f WHERE value ->> 0 = 'reporter'),
	'mail', (SELECT json_object('from', value ->> 1, 'message_id', value ->> 2,
			'authentication_results', (SELECT json_group_array(value ->> 1) FROM (
				SELECT value FROM f WHERE value ->> 0 = 'authentication_results' ORDER BY place)))
		FROM f WHERE value ->> 0 = 'mail'),
	'size', value ->> 9)
FROM f WHERE value ->> 0 = 'report';
