-- A sender: how it is known, and all that it did.
WITH
p AS MATERIALIZED (SELECT * FROM told(:parts)),
result(kind, domain, selector, result, scope, messages, failed, first, last) AS (
	SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9 FROM p WHERE c0 = 'auth'),
key AS (
	SELECT domain, selector, sum(messages) AS messages,
		sum(iif(result = 'pass', messages, 0)) AS passed, min(first) AS first,
		max(iif(result = 'pass', last, NULL)) AS last_pass
	FROM result WHERE kind = 0 GROUP BY domain, selector ORDER BY 3 DESC, 1, 2 LIMIT :most),
envelope AS (
	SELECT domain, result, sum(messages) AS messages FROM result WHERE kind = 1
	GROUP BY domain, result ORDER BY 3 DESC, 1, 2 LIMIT :most)
SELECT json_object(
	'sender', (SELECT
--< sender_row
		FROM told(:senders)),
	'why', (SELECT json_group_array(json_object('text', c1, 'n', c2, 'href', c3))
		FROM (SELECT * FROM told(:why) ORDER BY place)),
	'legs', (SELECT json_group_array(json_array(date(c1 * 86400, 'unixepoch'), c2, c3, c4))
		FROM (SELECT * FROM p WHERE c0 = 'day' ORDER BY c1)),
	'keys', (SELECT json_group_array(json_object('domain', domain, 'selector', selector,
		'messages', messages, 'passed', passed, 'first', date(first * 86400, 'unixepoch'),
		'last_pass', date(last_pass * 86400, 'unixepoch'))) FROM key),
	'envelopes', (SELECT json_group_array(json_object('domain', domain, 'result', result,
		'messages', messages)) FROM envelope),
	'networks', (SELECT json_group_array(json_object('name', c2, 'prefix', c1, 'messages', c3,
		'failed', c4)) FROM (SELECT * FROM p WHERE c0 = 'net' ORDER BY c3 DESC, c1 LIMIT :most)),
	'addresses', (SELECT json_group_array(json_object('ip', c1,
		'host', (SELECT host FROM ptr WHERE address = c1), 'messages', c2, 'failed', c3,
		'first', date(c5 * 86400, 'unixepoch'), 'last', date(c6 * 86400, 'unixepoch')))
		FROM (SELECT * FROM p WHERE c0 = 'ip' AND c1 IS NOT NULL ORDER BY place)),
	'reporters', (SELECT json_group_array(json_object('org', c1, 'messages', c2, 'failed', c3,
		'stopped', c4)) FROM (SELECT * FROM p WHERE c0 = 'org' ORDER BY place)),
	'history', (SELECT json_group_array(json_object('day', date(day * 86400, 'unixepoch'),
		'class', h.class, 'rule', h.rule)) FROM (
		SELECT h.* FROM identity_past h JOIN identity i ON i.id = h.identity
		WHERE (i.domain, i.kind, i.name) = (:sender_domain, :sender_kind, :sender_name)
		ORDER BY day DESC) h),
	'dns', (SELECT json_group_array(json_object('name', c1, 'type', c2, 'value', c3))
		FROM (SELECT * FROM told(:dns) ORDER BY place)))
FROM told(:senders);
