SELECT a.kind, (SELECT name FROM name WHERE id = a.domain), (SELECT name FROM name WHERE id = a.selector),
	CASE a.kind WHEN 0 THEN term('dkim', a.result) ELSE term('spf', a.result) END,
	a.scope
FROM auth a WHERE a.id = :id;
