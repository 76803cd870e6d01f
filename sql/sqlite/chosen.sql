-- What a filter chooses: of each test that a record has to pass, named by the parameter that asks
-- for it, which columns (scan.h) are to be in which set of ids; several are one or the other.
SELECT '' AS test, '' AS columns, NULL AS ids WHERE false
UNION ALL SELECT 'domain', 'domain', idset(id) FROM domain WHERE domain_match(name, :domain)	--? domain
UNION ALL SELECT 'header_from', 'from', idset(id) FROM name WHERE name = :header_from	--? header_from
UNION ALL SELECT 'ip', 'ip', idset(id) FROM ip WHERE addr BETWEEN :ip AND :ip_last	--? ip
UNION ALL SELECT 'org', 'org', idset(id) FROM org WHERE name = :org	--? org
UNION ALL SELECT 'policy', 'domain', idset(domain) FROM (	--? policy
	SELECT domain, word, max(rank) FROM published	--? policy
	WHERE first <= :to AND last >= :from GROUP BY domain) WHERE word = :policy	--? policy
UNION ALL SELECT 'sender', 'sender', idset(id) FROM identity	--? sender
	WHERE (domain, kind, name) = (:sender_domain, :sender_kind, :sender_name)	--? sender
UNION ALL SELECT 'class', 'sender', idset(id) FROM identity	--? class
	WHERE class = :class OR substr(class, 1, 5) = :class || '-'	--? class
UNION ALL SELECT 'selector', 'dkim', idset(a.id) FROM auth a	--? selector
	JOIN name n ON n.id = a.selector WHERE n.name = :selector AND a.kind = 0	--? selector
UNION ALL SELECT 'selector', 'record', idset(m.record) FROM auth_more m JOIN auth a ON a.id = m.auth	--? selector
	JOIN name n ON n.id = a.selector WHERE n.name = :selector AND a.kind = 0	--? selector
UNION ALL SELECT 'q', 'domain', idset(id) FROM domain WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 'q', 'from efrom eto', idset(id) FROM name WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 'q', 'ip', idset(id) FROM ip WHERE addr IN (	--? q
	SELECT ip_addr(address) FROM ptr WHERE host LIKE :q ESCAPE '\')	--? q
UNION ALL SELECT 'q', 'org', idset(id) FROM org WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 'q', 'dkim spf', idset(a.id) FROM auth a WHERE	--? q
	a.domain IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
	a.selector IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
	a.human IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
UNION ALL SELECT 'q', 'reason', idset(id) FROM reason WHERE	--? q
	comment IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
UNION ALL SELECT 'q', 'record', idset(id) FROM (	--? q
	SELECT r.id FROM report p JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1	--? q
	WHERE p.report_id LIKE :q ESCAPE '\'	--? q
	UNION ALL SELECT m.record FROM auth_more m JOIN auth a ON a.id = m.auth WHERE	--? q
		a.domain IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
		a.selector IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
		a.human IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
	UNION ALL SELECT m.record FROM reason_more m JOIN reason x ON x.id = m.reason	--? q
	WHERE x.comment IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\'));	--? q
