-- A record's row in an answer.
CREATE TEMP VIEW record_row (id, json) AS
SELECT s.id, json_object(
	'id', s.id, 'day', date(s.day * 86400, 'unixepoch'),
	'day_from', date(s.begin, 'unixepoch'), 'day_to', date(s.end, 'unixepoch'),
	'from', s.header_from, 'from_idn', idn(s.header_from),
	'ip', s.ip, 'ip_raw', s.ip_raw, 'ptr', NULL, 'name', NULL, 'messages', s.count,
	'dmarc', iif(s.outcome & 3, 'pass', 'fail'), 'disp', s.disposition, 'reason', s.reason,
	'dkim', json_object('aligned', json(iif(s.outcome & 2, 'true', 'false')),
		'result', term('dkim', k.result), 'domain', kd.name, 'domain_idn', idn(kd.name),
		'selector', ks.name),
	'spf', json_object('aligned', json(iif(s.outcome & 1, 'true', 'false')),
		'result', term('spf', f.result), 'domain', fd.name, 'domain_idn', idn(fd.name),
		'scope', term('scope', f.scope)),
	'org', nullif(s.org, ''), 'domain', s.domain, 'domain_idn', idn(s.domain),
	'report', s.report)
FROM shown_record s
LEFT JOIN auth k ON k.id = s.dkim
LEFT JOIN name kd ON kd.id = k.domain
LEFT JOIN name ks ON ks.id = k.selector
LEFT JOIN auth f ON f.id = s.spf
LEFT JOIN name fd ON fd.id = f.domain;
