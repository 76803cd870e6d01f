-- The policy of a report, and its reporter, as an answer tells them.
CREATE TEMP VIEW report_head (id, policy, reporter) AS
SELECT p.id,
	json_object('domain', d.name, 'p', term('policy', y.p), 'sp', term('policy', y.sp),
		'np', term('policy', y.np), 'adkim', term('alignment', y.adkim),
		'aspf', term('alignment', y.aspf), 'pct', nullif(y.pct, -1),
		'fo', nullif(y.fo, ''), 'testing', term('testing', y.testing),
		'discovery_method', term('discovery', y.discovery)),
	json_object('id', p.id, 'org', nullif(o.name, ''), 'email', nullif(s.email, ''),
		'contact', nullif(s.contact, ''), 'report_id', nullif(p.report_id, ''),
		'begin', p.begin, 'end', p.end, 'imported', p.imported, 'via', p.via,
		'version', nullif(s.version, ''), 'generator', nullif(s.generator, ''),
		'xmlns', nullif(s.xmlns, ''),
		'errors', (SELECT json_group_array(text) FROM report_error WHERE report = p.id),
		'warnings', json(warnings(p.warnings)))
FROM report p
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
JOIN policy y ON y.id = p.policy
JOIN sender s ON s.id = p.sender;
