-- One report, without its records.
SELECT json_object(
	'id', p.id, 'org', nullif(o.name, ''), 'domain', d.name, 'domain_idn', idn(d.name),
	'day', date(p.day * 86400, 'unixepoch'), 'records', p.records, 'messages', p.messages,
	'fail', (SELECT messages(r.count) FROM record r
		WHERE r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
		  AND outcome(r.disposition, r.dkim, r.spf) & 3 = 0),
	'conflict_of', p.conflict, 'policy', json(h.policy), 'reporter', json(h.reporter),
	'mail', (SELECT json_object('from', m.sender, 'message_id', m.message_id,
			'authentication_results', (SELECT json_group_array(text) FROM mail_auth
			                           WHERE report = p.id))
		FROM mail m WHERE m.report = p.id),
	'size', p.size)
FROM report p
JOIN report_head h ON h.id = p.id
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
WHERE p.id = :id;
