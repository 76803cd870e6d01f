SELECT i.domain, i.kind, i.name, i.service, i.class, i.rule, i.keys, i.signer, i.envelope, m.what,
	m.who, m.note, i.sure, i.spf, i.first, i.last, i.since, i.passed, m.time
FROM identity i LEFT JOIN marked m USING (domain, kind, name)
WHERE i.id = :id;
