-- A record as lists show it.
CREATE TEMP VIEW shown_record AS
SELECT r.id, p.id AS report, p.day, p.begin, p.end, ifnull(f.name, d.name) AS header_from,
	ip_text(i.addr) AS ip, raw.text AS ip_raw, r.count,
	outcome(r.disposition, r.dkim, r.spf) AS outcome,
	term('disposition', r.disposition) AS disposition,
	(SELECT term('reason', w.type) FROM reason w WHERE w.id = r.reason) AS reason,
	(SELECT n FROM record_result x WHERE x.record = r.id AND x.kind = 0
	 ORDER BY fit DESC, n LIMIT 1) AS dkim,
	(SELECT n FROM record_result x WHERE x.record = r.id AND x.kind = 1
	 ORDER BY fit DESC, n LIMIT 1) AS spf,
	o.name AS org, d.name AS domain
FROM record r
JOIN report p ON p.rec0 = (SELECT max(rec0) FROM report WHERE rec0 <= r.id)
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN ip i ON i.id = r.ip
LEFT JOIN misc raw ON raw.id = r.raw;
