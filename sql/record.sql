-- One record with everything its report says of it.
SELECT json_set(w.json,
	'$.place', r.id - (SELECT rec0 FROM report WHERE report.id = h.id) + 1,
	'$.header_from', (SELECT name FROM name WHERE id = r.hfrom),
	'$.envelope_from', CASE r.efrom WHEN 0 THEN '' ELSE (SELECT name FROM name WHERE id = r.efrom) END,
	'$.envelope_to', (SELECT name FROM name WHERE id = r.eto),
	'$.dkim_all', json(x.dkim), '$.spf_all', json(x.spf), '$.reasons', json(x.reasons),
	'$.policy', json(h.policy), '$.reporter', json(h.reporter))
FROM record r
CROSS JOIN record_row w ON w.id = r.id
CROSS JOIN record_details x ON x.id = r.id
CROSS JOIN report_head h ON h.id = w.json ->> 'report'
WHERE r.id = :id;
