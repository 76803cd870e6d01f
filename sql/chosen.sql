-- What a filter chooses: which set (enum set), and the ids in it.
SELECT 0 AS which, NULL AS ids WHERE false
UNION ALL SELECT 0, idset(id) FROM domain WHERE domain_match(name, :domain)	--? domain
UNION ALL SELECT 1, idset(id) FROM name WHERE name = :header_from	--? header_from
UNION ALL SELECT 2, idset(id) FROM ip WHERE addr BETWEEN :ip AND :ip_last	--? ip
UNION ALL SELECT 3, idset(id) FROM org WHERE name = :org	--? org
UNION ALL SELECT 4, idset(domain) FROM (	--? policy
	SELECT domain, word, max(rank) FROM published	--? policy
	WHERE first <= :to AND last >= :from GROUP BY domain) WHERE word = :policy	--? policy
UNION ALL SELECT 5, idset(a.id) FROM auth a	--? selector
	JOIN name n ON n.id = a.selector WHERE n.name = :selector AND a.kind = 0	--? selector
UNION ALL SELECT 6, idset(m.record) FROM auth_more m JOIN auth a ON a.id = m.auth	--? selector
	JOIN name n ON n.id = a.selector WHERE n.name = :selector AND a.kind = 0	--? selector
UNION ALL SELECT 7, idset(id) FROM domain WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 8, idset(id) FROM name WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 9, idset(id) FROM org WHERE name LIKE :q ESCAPE '\'	--? q
UNION ALL SELECT 10, idset(a.id) FROM auth a WHERE	--? q
	a.domain IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
	a.selector IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
	a.human IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
UNION ALL SELECT 11, idset(id) FROM reason WHERE	--? q
	comment IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
UNION ALL SELECT 12, idset(id) FROM (	--? q
	SELECT r.id FROM report p JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1	--? q
	WHERE p.report_id LIKE :q ESCAPE '\'	--? q
	UNION ALL SELECT m.record FROM auth_more m JOIN auth a ON a.id = m.auth WHERE	--? q
		a.domain IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
		a.selector IN (SELECT id FROM name WHERE name LIKE :q ESCAPE '\') OR	--? q
		a.human IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\')	--? q
	UNION ALL SELECT m.record FROM reason_more m JOIN reason x ON x.id = m.reason	--? q
	WHERE x.comment IN (SELECT id FROM misc WHERE text LIKE :q ESCAPE '\'));	--? q
