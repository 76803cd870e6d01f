-- A record's row in an answer.
CREATE TEMP VIEW record_row (id, json) AS
SELECT s.id, json_object(
	'id', s.id, 'day', date(s.day * 86400, 'unixepoch'),
	'day_from', date(s.begin, 'unixepoch'), 'day_to', date(s.end, 'unixepoch'),
	'from', s.header_from, 'from_idn', idn(s.header_from),
	'ip', s.ip, 'ip_raw', s.ip_raw, 'ptr', NULL, 'name', NULL, 'messages', s.count,
	'dmarc', CASE s.outcome & 3 WHEN 0 THEN 'fail' ELSE 'pass' END,
	'disp', s.disposition, 'reason', s.reason,
	'dkim', json_object('aligned', json(CASE s.outcome & 2 WHEN 0 THEN 'false' ELSE 'true' END),
		'result', k.result, 'domain', k.domain, 'domain_idn', idn(k.domain),
		'selector', k.selector),
	'spf', json_object('aligned', json(CASE s.outcome & 1 WHEN 0 THEN 'false' ELSE 'true' END),
		'result', f.result, 'domain', f.domain, 'domain_idn', idn(f.domain),
		'scope', f.scope),
	'org', nullif(s.org, ''), 'domain', s.domain, 'domain_idn', idn(s.domain),
	'report', s.report)
FROM shown_record s
LEFT JOIN record_result k ON k.record = s.id AND k.kind = 0 AND k.n = s.dkim
LEFT JOIN record_result f ON f.record = s.id AND f.kind = 1 AND f.n = s.spf;
