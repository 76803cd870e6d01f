-- A page of the reports that hold a record under a filter, and the sums of all of them; counted has
-- what was counted of each: its first record, records, messages, failed.
WITH
m(rec0, records, messages, fail) AS MATERIALIZED (
	SELECT c1, c2, c3, c4 FROM told(:counted)),
r(id, records, messages, fail) AS MATERIALIZED (
	SELECT p.id, m.records, m.messages, m.fail FROM m CROSS JOIN report p ON p.rec0 = m.rec0
	UNION ALL SELECT p.id, 0, 0, 0 FROM report p JOIN org o ON o.id = p.org	--? bare
	JOIN domain d ON d.id = p.domain	--? bare
	WHERE p.records = 0 AND p.day BETWEEN :from AND :to AND (:report IS NOT NULL OR p.conflict IS NULL)	--? bare
	AND (:domain IS NULL OR domain_match(d.name, :domain))	--? bare
	AND (:org IS NULL OR o.name = :org) AND (:report IS NULL OR CAST(p.id AS TEXT) = :report)	--? bare
	AND (:q IS NULL OR d.name LIKE :q ESCAPE '\' OR o.name LIKE :q ESCAPE '\'	--? bare
		OR p.report_id LIKE :q ESCAPE '\')	--? bare
),
k(id, records, messages, fail, key) AS MATERIALIZED (
	SELECT r.id, r.records, r.messages, r.fail, CASE :sort
		WHEN 'day' THEN p.day WHEN 'imported' THEN p.imported WHEN 'records' THEN r.records
		WHEN 'messages' THEN r.messages WHEN 'fail' THEN r.fail
		WHEN 'org' THEN (SELECT count(*) FROM org x WHERE x.name < o.name)
		WHEN 'domain' THEN (SELECT count(*) FROM domain x WHERE x.name < d.name) END
	FROM r CROSS JOIN report p ON p.id = r.id
	CROSS JOIN org o ON o.id = p.org CROSS JOIN domain d ON d.id = p.domain),
page(id, records, messages, fail, key, n) AS MATERIALIZED (
	SELECT *, row_number() OVER ()
	FROM (
		SELECT * FROM k
		WHERE :at_id IS NULL OR CASE WHEN :desc + :back = 1
			THEN (key, messages, id) < (:at_key, :at_count, :at_id)
			ELSE (key, messages, id) > (:at_key, :at_count, :at_id) END
		ORDER BY
			CASE WHEN :desc + :back = 1 THEN key END DESC, CASE WHEN :desc + :back <> 1 THEN key END,
			CASE WHEN :desc + :back = 1 THEN messages END DESC, CASE WHEN :desc + :back <> 1 THEN messages END,
			CASE WHEN :desc + :back = 1 THEN id END DESC, CASE WHEN :desc + :back <> 1 THEN id END
		LIMIT :limit + 1)),
shown AS MATERIALIZED (SELECT *, iif(:back, -n, n) AS place FROM page WHERE n <= :limit)
SELECT 'total', count(*), ifnull(sum(records), 0), messages(messages),
	CASE WHEN :back OR (SELECT max(n) FROM page) > :limit THEN (
		SELECT key || '.' || messages || '.' || id FROM shown ORDER BY place DESC LIMIT 1) END,
	CASE WHEN iif(:back, (SELECT max(n) FROM page) > :limit, :at_id IS NOT NULL) THEN (
		SELECT key || '.' || messages || '.' || id FROM shown ORDER BY place LIMIT 1) END,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM r
UNION ALL
SELECT * FROM (
	SELECT 'report', CAST(p.id AS TEXT), nullif(o.name, ''), d.name, p.begin, p.end, p.day,
		term('policy', y.p), term('policy', y.sp), nullif(y.pct, -1), s.records, s.messages,
		s.fail, nullif(p.report_id, ''), p.imported, p.via, CAST(p.conflict AS TEXT), p.warnings
	FROM (SELECT * FROM shown ORDER BY place) s
	CROSS JOIN report p ON p.id = s.id
	CROSS JOIN org o ON o.id = p.org
	CROSS JOIN domain d ON d.id = p.domain
	CROSS JOIN policy y ON y.id = p.policy);
