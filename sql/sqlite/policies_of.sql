-- Of each domain the policy that it published last in these days.
SELECT d.name, term('policy', x.p), term('policy', x.sp), nullif(x.pct, -1) FROM (
	SELECT domain, p, sp, pct, max(rank) FROM published WHERE first <= :to AND last >= :from
	GROUP BY domain) x
JOIN domain d ON d.id = x.domain;
