-- The policy that a domain published last in these days.
SELECT term('policy', p), term('policy', sp), nullif(pct, -1)
FROM published
WHERE domain = :domain AND first <= :to AND last >= :from
ORDER BY rank DESC
LIMIT 1;
