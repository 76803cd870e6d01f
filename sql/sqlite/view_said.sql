-- All that is read of a report and of its records, as JSON.
CREATE TEMP VIEW report_said (report, xmlns, version, metadata, policy, warnings) AS
SELECT p.id, nullif(s.xmlns, ''), nullif(s.version, ''),
	json_object('org_name', nullif(o.name, ''), 'email', nullif(s.email, ''),
		'extra_contact_info', nullif(s.contact, ''),
		'report_id', nullif(p.report_id, ''), 'begin', p.begin, 'end', p.end,
		'errors', (SELECT json_group_array(text) FROM report_error WHERE report = p.id),
		'generator', nullif(s.generator, '')),
	json_object('domain', d.name, 'adkim', term('alignment', y.adkim),
		'aspf', term('alignment', y.aspf), 'p', term('policy', y.p),
		'sp', term('policy', y.sp), 'np', term('policy', y.np),
		'pct', nullif(y.pct, -1), 'fo', nullif(y.fo, ''),
		'testing', term('testing', y.testing),
		'discovery_method', term('discovery', y.discovery)),
	warnings(p.warnings)
FROM report p
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
JOIN policy y ON y.id = p.policy
JOIN sender s ON s.id = p.sender;

CREATE TEMP VIEW record_said (report, record, json) AS
SELECT p.id, r.id, json_object(
	'source_ip', ip_text(i.addr), 'source_ip_raw', raw.text, 'count', r.count,
	'disposition', term('disposition', r.disposition),
	'dkim', term('evaluated', r.dkim), 'spf', term('evaluated', r.spf),
	'reasons', json(x.reasons), 'header_from', f.name,
	'envelope_from', CASE r.efrom WHEN 0 THEN '' ELSE e.name END,
	'envelope_to', t.name,
	'auth_dkim', json(x.dkim), 'auth_spf', json(x.spf))
FROM report p CROSS JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
CROSS JOIN record_details x ON x.id = r.id
LEFT JOIN ip i ON i.id = r.ip
LEFT JOIN misc raw ON raw.id = r.raw
LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN name e ON e.id = r.efrom
LEFT JOIN name t ON t.id = r.eto;
