SELECT i.domain, i.kind, i.name, i.service, i.class, i.rule, m.what, m.who, m.note, i.sure, i.first,
	i.last, i.since, m.time
FROM identity i LEFT JOIN mark m USING (domain, kind, name)
WHERE i.id = :id;
