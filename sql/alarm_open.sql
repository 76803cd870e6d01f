-- What comes back while it is muted stays muted.
INSERT INTO alarm (kind, subject, severity, value, total, bound, since, detail, link, domain, title, text,
	todo, told, opened, changed, muted)
SELECT kind, subject, severity, value, total, bound, since, detail, link, domain, title, text, todo,
	value, :now, :now,
	(SELECT iif(muted > :now, muted, NULL) FROM alarm a
	 WHERE a.kind = s.kind AND a.subject = s.subject ORDER BY id DESC LIMIT 1)
FROM situation s
WHERE alarm IS NULL;
