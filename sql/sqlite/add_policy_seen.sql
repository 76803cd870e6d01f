INSERT INTO policy_seen
SELECT :domain, :policy, first, last
FROM (SELECT
	(SELECT day FROM report WHERE domain = :domain AND policy = :policy
		AND conflict IS NULL ORDER BY day LIMIT 1) AS first,
	(SELECT day FROM report WHERE domain = :domain AND policy = :policy
		AND conflict IS NULL ORDER BY day DESC LIMIT 1) AS last)
WHERE first IS NOT NULL
ON CONFLICT DO NOTHING;
