-- One record with everything its report says of it.
SELECT json_set(w.json,
	'$.header_from', (SELECT name FROM name WHERE id = r.hfrom),
	'$.envelope_from', CASE r.efrom WHEN 0 THEN '' ELSE (SELECT name FROM name WHERE id = r.efrom) END,
	'$.envelope_to', (SELECT name FROM name WHERE id = r.eto),
	'$.dkim_all', (
		SELECT json_group_array(json_object('domain', domain, 'domain_idn', idn(domain),
			'selector', selector, 'result', result, 'human_result', human))
		FROM (SELECT * FROM record_result WHERE record = r.id AND kind = 0 ORDER BY n)),
	'$.spf_all', (
		SELECT json_group_array(json_object('domain', domain, 'domain_idn', idn(domain),
			'scope', scope, 'result', result, 'human_result', human))
		FROM (SELECT * FROM record_result WHERE record = r.id AND kind = 1 ORDER BY n)),
	'$.reasons', (
		SELECT json_group_array(json_object('type', term('reason', w.type), 'comment', c.text))
		FROM (SELECT reason FROM record_reason WHERE record = r.id ORDER BY n) x
		CROSS JOIN reason w ON w.id = x.reason
		LEFT JOIN misc c ON c.id = w.comment),
	'$.policy', json(h.policy),
	'$.reporter', json(h.reporter))
FROM record r
JOIN record_row w ON w.id = r.id
JOIN report_head h ON h.id = w.json ->> 'report'
WHERE r.id = :id;
