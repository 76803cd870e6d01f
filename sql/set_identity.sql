-- Its first day may be of long ago.
INSERT INTO identity (domain, kind, name, service, first, last, class, rule, sure, since,
	passed, keys, spf, signer, envelope)
VALUES (:domain, :kind, :name, :service, :first, :last, :class, :rule, :sure, :since,
	:passed, :keys, :spf, :signer, :envelope)
ON CONFLICT DO UPDATE SET service = excluded.service, first = min(first, excluded.first),
	last = excluded.last, class = excluded.class, rule = excluded.rule,
	sure = excluded.sure, since = excluded.since, passed = excluded.passed,
	keys = excluded.keys, spf = excluded.spf, signer = excluded.signer,
	envelope = excluded.envelope
RETURNING id;
