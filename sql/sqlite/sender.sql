SELECT i.domain, i.kind, i.name, i.service, i.rule, i.keys, i.signer, i.envelope, m.what,
	m.who, m.note,
	(SELECT word FROM published WHERE domain = (SELECT id FROM domain WHERE name = i.domain)
	 ORDER BY rank DESC LIMIT 1),
	i.class, i.sure, i.spf, i.first, i.last, i.since, i.passed, m.time
FROM identity i LEFT JOIN marked m USING (domain, kind, name)
WHERE i.id = :id;
