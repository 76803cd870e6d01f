-- Of each domain the policy that it published last in these days.
SELECT domain, p FROM (
	SELECT domain, p, max(rank) FROM published WHERE first <= :to AND last >= :from GROUP BY domain);
