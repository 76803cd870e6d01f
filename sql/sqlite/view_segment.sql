-- What counting and choosing need of a record, in the order of struct row and struct row2.
CREATE TEMP VIEW segment_row AS
SELECT r.id, p.day, outcome(r.disposition, r.dkim, r.spf) AS outcome, r.id = p.rec0 AS first,
	p.conflict IS NOT NULL AS conflict, p.domain, p.org, r.ip, r.count,
	CASE r.hfrom WHEN 0 THEN (SELECT n.id FROM name n JOIN domain d ON d.name = n.name
	                          WHERE d.id = p.domain) ELSE r.hfrom END AS header_from,
	ifnull(r.efrom, 0) AS efrom, r.eto, r.dk1, r.dk2, r.sp1, r.reason, p.id AS report, p.rec0
FROM report p CROSS JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1;
