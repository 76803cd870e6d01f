-- One record with everything its report says of it.
WITH f(place, value) AS MATERIALIZED (SELECT key, value FROM json_each(:record, '$.data')),
names(value) AS MATERIALIZED (SELECT value FROM f WHERE value ->> 0 = 'names')
SELECT json_set(
--< record_row
	, '$.place', (SELECT value ->> 1 FROM names), '$.header_from', (SELECT value ->> 2 FROM names),
	'$.envelope_from', (SELECT value ->> 3 FROM names),
	'$.envelope_to', (SELECT value ->> 4 FROM names),
	'$.dkim_all', (SELECT json_group_array(json_object('domain', value ->> 1,
			'domain_idn', idn(value ->> 1), 'selector', value ->> 2, 'result', value ->> 3,
			'human_result', value ->> 4))
		FROM (SELECT value FROM f WHERE value ->> 0 = 'dkim' ORDER BY place)),
	'$.spf_all', (SELECT json_group_array(json_object('domain', value ->> 1,
			'domain_idn', idn(value ->> 1), 'scope', value ->> 2, 'result', value ->> 3,
			'human_result', value ->> 4))
		FROM (SELECT value FROM f WHERE value ->> 0 = 'spf' ORDER BY place)),
	'$.reasons', (SELECT json_group_array(json_object('type', value ->> 1, 'comment', value ->> 2))
		FROM (SELECT value FROM f WHERE value ->> 0 = 'reason' ORDER BY place)),
	'$.policy', (SELECT
--< policy_said
		FROM f WHERE value ->> 0 = 'policy'),
	'$.reporter', (SELECT
--< reporter_said
		FROM f WHERE value ->> 0 = 'reporter'))
FROM f WHERE value ->> 0 = 'record';
