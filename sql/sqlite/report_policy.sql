-- The policy that a report says was published.
SELECT 'policy', d.name, term('policy', y.p), term('policy', y.sp), term('policy', y.np),
	term('alignment', y.adkim), term('alignment', y.aspf), nullif(y.pct, -1), nullif(y.fo, ''),
	term('testing', y.testing), term('discovery', y.discovery)
FROM report p
JOIN domain d ON d.id = p.domain
JOIN policy y ON y.id = p.policy
WHERE p.id = :report;
