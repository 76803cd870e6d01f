-- Its first day may be of long ago.
INSERT INTO identity (domain, kind, name, service, first, last, class, rule, sure, since)
VALUES (:domain, :kind, :name, :service, :first, :last, :class, :rule, :sure, :since)
ON CONFLICT DO UPDATE SET service = excluded.service, first = min(first, excluded.first),
	last = excluded.last, class = excluded.class, rule = excluded.rule,
	sure = excluded.sure, since = excluded.since
RETURNING id;
