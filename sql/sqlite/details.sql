-- A record as the CSV has it.
SELECT date(s.day * 86400, 'unixepoch'), s.header_from, ifnull(s.ip, s.ip_raw), s.count,
	iif(s.outcome & 3, 'pass', 'fail'), s.disposition, s.reason,
	iif(s.outcome & 2, 'yes', 'no'), term('dkim', k.result), kd.name, ks.name,
	iif(s.outcome & 1, 'yes', 'no'), term('spf', f.result), fd.name, s.org, s.domain, p.report_id
FROM shown_record s
CROSS JOIN report p ON p.id = s.report
LEFT JOIN auth k ON k.id = s.dkim
LEFT JOIN name kd ON kd.id = k.domain
LEFT JOIN name ks ON ks.id = k.selector
LEFT JOIN auth f ON f.id = s.spf
LEFT JOIN name fd ON fd.id = f.domain
WHERE s.id = :id;
