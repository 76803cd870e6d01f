-- Records as the CSV has them, in the order of their ids in :records.
SELECT date(s.day * 86400, 'unixepoch'), s.header_from, ifnull(s.ip, s.ip_raw), s.count,
	iif(s.outcome & 3, 'pass', 'fail'), s.disposition, s.reason,
	iif(s.outcome & 2, 'yes', 'no'), term('dkim', k.result), kd.name, ks.name,
	iif(s.outcome & 1, 'yes', 'no'), term('spf', f.result), fd.name, s.org, s.domain, s.report_id,
	(SELECT host FROM ptr WHERE address = s.ip)
--< told_records
;
