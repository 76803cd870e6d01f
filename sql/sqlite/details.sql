-- Records as the CSV has them, in the order of their ids in :records.
SELECT date(s.day * 86400, 'unixepoch'), s.header_from, ifnull(s.ip, s.ip_raw), s.count,
	iif(s.outcome & 3, 'pass', 'fail'), s.disposition, s.reason,
	iif(s.outcome & 2, 'yes', 'no'), term('dkim', k.result), kd.name, ks.name,
	iif(s.outcome & 1, 'yes', 'no'), term('spf', f.result), fd.name, s.org, s.domain, s.report_id
FROM told(:records) e
CROSS JOIN shown_record s ON s.id = e.c1
LEFT JOIN auth k ON k.id = s.dkim
LEFT JOIN name kd ON kd.id = k.domain
LEFT JOIN name ks ON ks.id = k.selector
LEFT JOIN auth f ON f.id = s.spf
LEFT JOIN name fd ON fd.id = f.domain;
