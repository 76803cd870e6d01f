-- Reports were refused where nobody looks.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, detail, link)
SELECT 'import_failed', '', 1, n, NULL, 1, first,
	clean(file || ifnull(': ' || clean(part, 255), '') || ': ' || message, :max_detail), 'import.html'
FROM (SELECT count(*) AS n, min(time) AS first, max(id) AS last FROM refused
      WHERE time BETWEEN :from * 86400 AND :now + 86400) r
CROSS JOIN refused ON refused.id = r.last;
