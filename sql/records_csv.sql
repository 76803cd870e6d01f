-- Every record under a filter, a line each, newest day first.
SELECT csv('day', 'from', 'ip', 'messages', 'dmarc', 'disposition', 'reason', 'dkim aligned',
	'dkim result', 'dkim domain', 'selector', 'spf aligned', 'spf result', 'spf domain',
	'reporter', 'policy domain', 'report id')
UNION ALL
SELECT csv(date(s.day * 86400, 'unixepoch'), s.header_from, ifnull(s.ip, s.ip_raw), s.count,
	iif(s.outcome & 3, 'pass', 'fail'), s.disposition, s.reason,
	iif(s.outcome & 2, 'yes', 'no'), term('dkim', k.result), kd.name, ks.name,
	iif(s.outcome & 1, 'yes', 'no'), term('spf', f.result), fd.name, s.org, s.domain, p.report_id)
FROM segment_row x
CROSS JOIN shown_record s ON s.id = x.id
CROSS JOIN report p ON p.id = x.report
LEFT JOIN auth k ON k.id = s.dkim
LEFT JOIN name kd ON kd.id = k.domain
LEFT JOIN name ks ON ks.id = k.selector
LEFT JOIN auth f ON f.id = s.spf
LEFT JOIN name fd ON fd.id = f.domain
WHERE x.day BETWEEN :from AND :to
  AND passes(:chosen, x.id, x.day, x.outcome, x.first, x.conflict, x.domain, x.org, x.ip, x.count,
	x.header_from, x.efrom, x.eto, x.dk1, x.dk2, x.sp1, x.reason);
