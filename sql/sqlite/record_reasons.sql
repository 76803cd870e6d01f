-- Why a record's policy was overridden, in its report's order.
SELECT 'reason', term('reason', w.type), c.text
FROM (SELECT 0 AS n, reason FROM record WHERE id = :id
	UNION ALL SELECT n, reason FROM reason_more WHERE record = :id) x
CROSS JOIN reason w ON w.id = x.reason
LEFT JOIN misc c ON c.id = w.comment
ORDER BY x.n;
