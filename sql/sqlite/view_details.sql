-- The lists of a record, in its report's order, as JSON.
CREATE TEMP VIEW record_details (id, dkim, spf, reasons) AS
SELECT r.id,
	(SELECT json_group_array(json_object('domain', d.name, 'domain_idn', idn(d.name),
		'selector', s.name, 'result', term('dkim', a.result), 'human_result', h.text))
	 FROM (SELECT 0 AS n, r.dk1 AS auth UNION ALL SELECT 1, r.dk2
	       UNION ALL SELECT n, auth FROM auth_more WHERE record = r.id ORDER BY n) x
	 CROSS JOIN auth a ON a.id = x.auth AND a.kind = 0
	 LEFT JOIN name d ON d.id = a.domain
	 LEFT JOIN name s ON s.id = a.selector
	 LEFT JOIN misc h ON h.id = a.human),
	(SELECT json_group_array(json_object('domain', d.name, 'domain_idn', idn(d.name),
		'scope', term('scope', a.scope), 'result', term('spf', a.result),
		'human_result', h.text))
	 FROM (SELECT 0 AS n, r.sp1 AS auth
	       UNION ALL SELECT n, auth FROM auth_more WHERE record = r.id ORDER BY n) x
	 CROSS JOIN auth a ON a.id = x.auth AND a.kind = 1
	 LEFT JOIN name d ON d.id = a.domain
	 LEFT JOIN misc h ON h.id = a.human),
	(SELECT json_group_array(json_object('type', term('reason', w.type), 'comment', c.text))
	 FROM (SELECT 0 AS n, r.reason AS reason
	       UNION ALL SELECT n, reason FROM reason_more WHERE record = r.id ORDER BY n) x
	 CROSS JOIN reason w ON w.id = x.reason
	 LEFT JOIN misc c ON c.id = w.comment)
FROM record r;
