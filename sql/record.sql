-- One record with everything its report says of it.
WITH f AS (SELECT * FROM told(:record)),
names AS MATERIALIZED (SELECT * FROM f WHERE c0 = 'names')
SELECT json_set(
--< record_row
	, '$.place', (SELECT c1 FROM names), '$.header_from', (SELECT c2 FROM names),
	'$.envelope_from', (SELECT c3 FROM names),
	'$.envelope_to', (SELECT c4 FROM names),
	'$.dkim_all', (SELECT json_group_array(json_object('domain', c1,
			'domain_idn', idn(c1), 'selector', c2, 'result', c3,
			'human_result', c4))
		FROM (SELECT * FROM f WHERE c0 = 'dkim' ORDER BY place)),
	'$.spf_all', (SELECT json_group_array(json_object('domain', c1,
			'domain_idn', idn(c1), 'scope', c2, 'result', c3,
			'human_result', c4))
		FROM (SELECT * FROM f WHERE c0 = 'spf' ORDER BY place)),
	'$.reasons', (SELECT json_group_array(json_object('type', c1, 'comment', c2))
		FROM (SELECT * FROM f WHERE c0 = 'reason' ORDER BY place)),
	'$.policy', (SELECT
--< policy_said
		FROM f WHERE c0 = 'policy'),
	'$.reporter', (SELECT
--< reporter_said
		FROM f WHERE c0 = 'reporter'))
FROM f WHERE c0 = 'record';
