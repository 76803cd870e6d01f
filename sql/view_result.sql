-- The results of a record with their words, and how well each speaks for it: a pass before
-- anything else, then a domain that is the From domain's, above it or below it.
CREATE TEMP VIEW record_result (record, kind, n, domain, selector, scope, result, human, fit) AS
SELECT x.record, a.kind, x.n, d.name, s.name, term('scope', a.scope),
	CASE a.kind WHEN 0 THEN term('dkim', a.result) ELSE term('spf', a.result) END, h.text,
	(a.result = 2) * 4 + (d.name = f.name) * 2 +
	(substr(f.name, -length(d.name) - 1) = '.' || d.name OR
	 substr(d.name, -length(f.name) - 1) = '.' || f.name)
FROM record_auth x
JOIN auth a ON a.id = x.auth
JOIN record r ON r.id = x.record
LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN name d ON d.id = a.domain
LEFT JOIN name s ON s.id = a.selector
LEFT JOIN misc h ON h.id = a.human;
