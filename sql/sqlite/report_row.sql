-- A report, without its records.
SELECT 'report', CAST(p.id AS TEXT), nullif(o.name, ''), d.name, p.day, p.records, p.messages,
	(SELECT messages(r.count) FROM record r
		WHERE r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
		  AND outcome(r.disposition, r.dkim, r.spf) & 3 = 0),
	CAST(p.conflict AS TEXT), p.size
FROM report p
JOIN org o ON o.id = p.org
JOIN domain d ON d.id = p.domain
WHERE p.id = :report;
