-- The changes of policies seen in these days, newest first.
WITH policy_change(day, id, domain, p, sp, pct, p0, sp0, pct0) AS MATERIALIZED (
	SELECT first, id, domain, p, sp, pct, lag(p) OVER w, lag(sp) OVER w, lag(pct) OVER w
	FROM (SELECT s.first, s.last, d.id, d.name AS domain, y.p, y.sp, y.pct
	      FROM policy_seen s JOIN policy y ON y.id = s.policy JOIN domain d ON d.id = s.domain
	      WHERE domain_match(d.name, :domain)	--? domain
	)
	WINDOW w AS (PARTITION BY domain ORDER BY first, last, p, sp, pct)),
event(id, day, domain, field, old, new) AS (
	SELECT id, day, domain, 'p', term('policy', p0), term('policy', p)
	FROM policy_change WHERE p0 <> p
	UNION ALL SELECT id, day, domain, 'sp', term('policy', sp0), term('policy', sp)
	FROM policy_change WHERE sp0 <> sp
	UNION ALL SELECT id, day, domain, 'pct', nullif(pct0, -1), nullif(pct, -1)
	FROM policy_change WHERE pct0 <> pct)
SELECT * FROM event WHERE day BETWEEN :from AND :to
ORDER BY day DESC, domain, field;
