-- Records as lists show them, in the order of their ids in :records.
SELECT 'record', CAST(s.id AS TEXT), s.day, s.begin, s.end, s.header_from, s.ip, s.ip_raw, s.count,
	s.outcome, s.disposition, s.reason, term('dkim', k.result), kd.name, ks.name,
	term('spf', f.result), fd.name, term('scope', f.scope), nullif(s.org, ''), s.domain,
	CAST(s.report AS TEXT)
--< told_records
;
