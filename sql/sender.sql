-- A sender: how it is known, and all that it did.
WITH
--< parts_of
,
envelope AS (
	SELECT domain, result, sum(messages) AS messages FROM result WHERE kind = 1
	GROUP BY domain, result ORDER BY 3 DESC, 1, 2 LIMIT 50)
SELECT json_object(
	'sender', (SELECT
--< sender_row
		FROM told(:senders)),
	'why', (SELECT json_group_array(json_object('text', c1, 'n', c2, 'href', c3))
		FROM (SELECT * FROM told(:why) ORDER BY place)),
	'legs', (SELECT json_group_array(json_array(date(c1 * 86400, 'unixepoch'), c2, c3, c4))
		FROM (SELECT * FROM p WHERE c0 = 'day' ORDER BY c1)),
--< parts_told
	,
	'envelopes', (SELECT json_group_array(json_object('domain', domain, 'result', result,
		'messages', messages)) FROM envelope),
	'networks', (SELECT json_group_array(json_object('name', c2, 'prefix', c1, 'messages', c3,
		'failed', c4)) FROM (SELECT * FROM p WHERE c0 = 'net' ORDER BY c3 DESC, c1 LIMIT 50)),
	'addresses', (SELECT json_group_array(json_object('ip', c1,
		'host', (SELECT host FROM ptr WHERE address = c1), 'messages', c2, 'failed', c3,
		'first', date(c5 * 86400, 'unixepoch'), 'last', date(c6 * 86400, 'unixepoch')))
		FROM (SELECT * FROM p WHERE c0 = 'ip' AND c1 IS NOT NULL ORDER BY place)),
	'history', (SELECT json_group_array(json_object('day', date(day * 86400, 'unixepoch'),
		'class', h.class, 'rule', h.rule)) FROM (
		SELECT h.* FROM identity_past h JOIN identity i ON i.id = h.identity
		WHERE (i.domain, i.kind, i.name) = (:sender_domain, :sender_kind, :sender_name)
		ORDER BY day DESC) h),
	'dns', (SELECT json_group_array(json_object('name', c1, 'type', c2, 'value', c3))
		FROM (SELECT * FROM told(:dns) ORDER BY place)))
FROM told(:senders);
