-- Sums per domain, address, reporter, From domain or selector: one page of the list.
WITH
g(j) AS MATERIALIZED (
	SELECT groups(:chosen, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END,
		:by, :sort, :desc, CASE :sort WHEN 'key' THEN 0 ELSE :page * :limit END, :fail_rate_warn)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to),
listed(place, id, messages, fail, last) AS MATERIALIZED (
	SELECT e.key, e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3
	FROM g, json_each(g.j, '$.rows') e
	WHERE :sort = 'key' OR e.key >= (:page - 1) * :limit),
named AS MATERIALIZED (
	SELECT *, CASE :by
		WHEN 'ip' THEN (SELECT addr FROM ip WHERE ip.id = listed.id)
		WHEN 'domain' THEN (SELECT name FROM domain WHERE domain.id = listed.id)
		WHEN 'org' THEN (SELECT nullif(name, '') FROM org WHERE org.id = listed.id)
		ELSE (SELECT name FROM name WHERE name.id = listed.id) END AS word
	FROM listed),
page AS MATERIALIZED (
	SELECT id, messages, fail, last, word,
		row_number() OVER (ORDER BY
			CASE WHEN :sort <> 'key' THEN place END,
			CASE WHEN :desc THEN word END DESC, CASE WHEN NOT :desc THEN word END) AS n
	FROM named
	ORDER BY n
	LIMIT :limit OFFSET CASE :sort WHEN 'key' THEN (:page - 1) * :limit ELSE 0 END),
until(day) AS MATERIALIZED (			-- where the weeks end
	SELECT coalesce(:last_day, min(:today, (SELECT max(day) FROM report)), :today)),
judged(weeks) AS MATERIALIZED (			-- none of which only some mail is chosen
	SELECT CASE WHEN :by = 'domain' AND :bare AND :org IS NULL AND :q IS NULL AND :report IS NULL
		THEN :ready_weeks END),
t(j) AS MATERIALIZED (
	SELECT trend(:chosen, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END,
		:by, (SELECT idset(id) FROM page), (SELECT day FROM until) - 83, (SELECT day FROM until),
		:ready_rate, (SELECT weeks FROM judged))
	FROM seg s
	WHERE s.day1 >= min(:from, (SELECT day FROM until) - 83) AND s.day0 <= :to),
line(id, sources, weeks, run, ip, fail) AS MATERIALIZED (
	SELECT e.value ->> 0, e.value ->> 1, e.value -> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5
	FROM t, json_each(t.j) e),
newest(domain, word, json) AS MATERIALIZED (
	SELECT domain, word, json FROM (SELECT domain, word, json, max(rank) FROM published
		WHERE :by = 'domain' AND first <= :to AND last >= :from
		  AND domain IN (SELECT id FROM page) GROUP BY domain))
SELECT json_object(
	'total', json_object('rows', j -> 'n', 'messages', j -> 'messages', 'fail', j -> 'fail'),
	'fail_rate_warn', :fail_rate_warn / 100.0,
	'page', :page, 'pages', max(1, ((j ->> 'n') + :limit - 1) / :limit),
	'rows', (
		SELECT json_group_array(json_object(
			'key', CASE :by WHEN 'ip' THEN ip_text(p.word) ELSE p.word END,
			'key_idn', CASE WHEN :by IN ('domain', 'from') THEN idn(p.word) END,
			'ptr', NULL, 'name', NULL, 'messages', p.messages, 'fail', p.fail,
			'fail_sources', ifnull(l.sources, 0), 'last', date(p.last * 86400, 'unixepoch'),
			'spark', json(ifnull((
				SELECT json_group_array(CASE WHEN w.value ->> 0
					THEN round(100.0 * (w.value ->> 1) / (w.value ->> 0), 2) END)
				FROM json_each(l.weeks) w), '[]')),
			'policy', json(n.json),
			'ready', (SELECT CASE WHEN weeks IS NOT NULL THEN json_object(
				'to', CASE n.word WHEN 'quarantine' THEN 'reject' WHEN 'reject' THEN NULL
					ELSE 'quarantine' END,
				'weeks', l.run, 'of', weeks, 'rate', :ready_rate / 100.0,
				'blocker', CASE WHEN l.fail AND n.word <> 'reject' THEN json_object(
					'ip', (SELECT ip_text(addr) FROM ip WHERE ip.id = l.ip),
					'fail', l.fail) END) END
				FROM judged)))
		FROM page p LEFT JOIN line l ON l.id = p.id LEFT JOIN newest n ON n.domain = p.id))
FROM g;
