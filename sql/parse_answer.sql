-- All that was read of an input: its reports with everything they say, or the gravest error.
WITH
records(report, list, records, messages, pass) AS (
	SELECT p.id, json_group_array(json_object(
			'source_ip', ip_text(i.addr), 'source_ip_raw', raw.text, 'count', r.count,
			'disposition', term('disposition', r.disposition),
			'dkim', term('evaluated', r.dkim), 'spf', term('evaluated', r.spf),
			'reasons', json(x.reasons), 'header_from', f.name,
			'envelope_from', CASE r.efrom WHEN 0 THEN '' ELSE e.name END,
			'envelope_to', t.name,
			'auth_dkim', json(x.dkim), 'auth_spf', json(x.spf))),
		count(*), messages(r.count),
		messages(r.count * (outcome(r.disposition, r.dkim, r.spf) & 3 <> 0))
	FROM report p CROSS JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
	CROSS JOIN record_details x ON x.id = r.id
	LEFT JOIN ip i ON i.id = r.ip
	LEFT JOIN misc raw ON raw.id = r.raw
	LEFT JOIN name f ON f.id = r.hfrom
	LEFT JOIN name e ON e.id = r.efrom
	LEFT JOIN name t ON t.id = r.eto
	GROUP BY p.id),
aggregate(report, json) AS (
	SELECT p.id, json_object(
		'type', 'aggregate', 'xmlns', nullif(s.xmlns, ''), 'version', nullif(s.version, ''),
		'metadata', json_object('org_name', nullif(o.name, ''), 'email', nullif(s.email, ''),
			'extra_contact_info', nullif(s.contact, ''),
			'report_id', nullif(p.report_id, ''), 'begin', p.begin, 'end', p.end,
			'errors', (SELECT json_group_array(text) FROM report_error WHERE report = p.id),
			'generator', nullif(s.generator, '')),
		'policy', json_object('domain', d.name, 'adkim', term('alignment', y.adkim),
			'aspf', term('alignment', y.aspf), 'p', term('policy', y.p),
			'sp', term('policy', y.sp), 'np', term('policy', y.np),
			'pct', nullif(y.pct, -1), 'fo', nullif(y.fo, ''),
			'testing', term('testing', y.testing),
			'discovery_method', term('discovery', y.discovery)),
		'records', json(ifnull(r.list, '[]')),
		'totals', json_object('records', ifnull(r.records, 0),
			'messages', ifnull(r.messages, 0),
			'dmarc_pass', ifnull(r.pass, 0)),
		'warnings', json(warnings(p.warnings)))
	FROM report p
	JOIN org o ON o.id = p.org
	JOIN domain d ON d.id = p.domain
	JOIN policy y ON y.id = p.policy
	JOIN sender s ON s.id = p.sender
	LEFT JOIN records r ON r.report = p.id)
SELECT CASE WHEN EXISTS (SELECT 1 FROM result WHERE status <> 'failed')
	THEN json_object(
		'reports', (
			SELECT json_group_array(json(CASE type
				WHEN 'aggregate' THEN (SELECT json FROM aggregate WHERE report = x.id)
				WHEN 'tls' THEN json_object('type', 'tls',
					'organization_name', json_extract(x.json, '$."organization-name"'),
					'report_id', json_extract(x.json, '$."report-id"'))
				ELSE json_object('type', type) END))
			FROM (SELECT * FROM result WHERE status <> 'failed' ORDER BY n) x),
		'rejected', (
			SELECT json_group_array(json_object('error', code, 'part', part, 'message', message))
			FROM (SELECT * FROM result WHERE status = 'failed' ORDER BY n)))
	ELSE (SELECT json_object('error', code, 'message', message)
	      FROM result ORDER BY rank, n LIMIT 1) END;
