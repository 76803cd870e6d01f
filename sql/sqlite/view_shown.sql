-- A record as lists show it.  Of its DKIM and SPF results the one that speaks for it: a pass
-- before anything else, then a domain that is the From domain's, or above or below it, then the
-- one that came first, as far as that is kept, then by the words.
CREATE TEMP VIEW shown_record AS
SELECT r.id, p.id AS report, p.day, p.begin, p.end, ifnull(f.name, d.name) AS header_from,
	ip_text(i.addr) AS ip, raw.text AS ip_raw, r.count,
	outcome(r.disposition, r.dkim, r.spf) AS outcome,
	term('disposition', r.disposition) AS disposition,
	(SELECT term('reason', w.type) FROM reason w WHERE w.id = r.reason) AS reason,
	(SELECT id FROM (
		SELECT a.id, (a.result = 2) * 4 + related(n.name, ifnull(f.name, d.name)) AS fit,
			(a.id = r.dk1) * 2 + (a.id = r.dk2) AS early,
			n.name, a.result, (SELECT x.name FROM name x WHERE x.id = a.selector) AS selector
		FROM auth a LEFT JOIN name n ON n.id = a.domain
		WHERE a.kind = 0 AND a.id IN (SELECT r.dk1 UNION ALL SELECT r.dk2
			UNION ALL SELECT auth FROM auth_more WHERE record = r.id))
	 ORDER BY fit DESC, early DESC, name, selector, result LIMIT 1) AS dkim,
	(SELECT id FROM (
		SELECT a.id, (a.result = 2) * 4 + related(n.name, ifnull(f.name, d.name)) AS fit,
			a.id = r.sp1 AS early, n.name, a.result, a.scope
		FROM auth a LEFT JOIN name n ON n.id = a.domain
		WHERE a.kind = 1 AND a.id IN (SELECT r.sp1
			UNION ALL SELECT auth FROM auth_more WHERE record = r.id))
	 ORDER BY fit DESC, early DESC, name, scope, result LIMIT 1) AS spf,
	o.name AS org, d.name AS domain, p.report_id
FROM record r
JOIN report p ON p.rec0 = (SELECT max(rec0) FROM report WHERE rec0 <= r.id)
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN ip i ON i.id = r.ip
LEFT JOIN misc raw ON raw.id = r.raw;
