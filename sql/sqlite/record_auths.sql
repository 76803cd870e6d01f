-- The DKIM and SPF results of a record, in its report's order.
SELECT iif(a.kind, 'spf', 'dkim'), d.name, iif(a.kind, term('scope', a.scope), s.name),
	term(iif(a.kind, 'spf', 'dkim'), a.result), h.text
FROM (SELECT -3 AS n, dk1 AS auth FROM record WHERE id = :id
	UNION ALL SELECT -2, dk2 FROM record WHERE id = :id
	UNION ALL SELECT -1, sp1 FROM record WHERE id = :id
	UNION ALL SELECT n, auth FROM auth_more WHERE record = :id) x
CROSS JOIN auth a ON a.id = x.auth
LEFT JOIN name d ON d.id = a.domain
LEFT JOIN name s ON s.id = a.selector
LEFT JOIN misc h ON h.id = a.human
ORDER BY x.n;
