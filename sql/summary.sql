-- The dashboard: everything it shows, in one answer.
WITH
t(j) AS MATERIALIZED (
	SELECT tally(:chosen, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to),
before(j) AS MATERIALIZED (
	SELECT tally(:chosen, :prev_from, :prev_to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END)
	FROM seg s
	WHERE s.day1 >= :prev_from AND s.day0 <= :prev_to),
outcome(o, n) AS MATERIALIZED (SELECT key, value FROM t, json_each(t.j, '$.outcomes')),
counted(day, pass, fail) AS MATERIALIZED (
	SELECT value ->> 0, value ->> 1, value ->> 2 FROM t, json_each(t.j, '$.days')),
window(first, last) AS MATERIALIZED (		-- what the chart spans
	SELECT ifnull(:first_day, ifnull((SELECT min(day) FROM counted),
			min(:today, ifnull(:last_day, :today)))),
		ifnull(:last_day, ifnull((SELECT max(day) FROM counted), :today))),
span(bucket) AS MATERIALIZED (
	SELECT CASE WHEN last - first < 92 THEN 'day' WHEN last - first < 731 THEN 'week'
		ELSE 'month' END
	FROM window),
slot(first, next) AS (				-- buckets as days since 1970; a week begins on Monday
	SELECT CASE bucket WHEN 'day' THEN w.first
			WHEN 'week' THEN w.first - (w.first + 3) % 7
			ELSE unixepoch(w.first * 86400, 'unixepoch', 'start of month') / 86400 END,
		CASE bucket WHEN 'day' THEN w.first + 1
			WHEN 'week' THEN w.first - (w.first + 3) % 7 + 7
			ELSE unixepoch(w.first * 86400, 'unixepoch', 'start of month', '+1 month') / 86400 END
	FROM window w, span
	UNION ALL
	SELECT next, CASE bucket WHEN 'day' THEN next + 1 WHEN 'week' THEN next + 7
			ELSE unixepoch(next * 86400, 'unixepoch', '+1 month') / 86400 END
	FROM slot, window w, span
	WHERE next <= w.last),
series(first, pass, fail, partial) AS MATERIALIZED (
	SELECT s.first, ifnull(sum(c.pass), 0), ifnull(sum(c.fail), 0),
		s.first < w.first OR s.next - 1 > w.last OR s.next > :today
	FROM slot s CROSS JOIN window w
	LEFT JOIN counted c ON c.day >= s.first AND c.day < s.next
	GROUP BY s.first),
top(panel, place, id, messages, fail) AS MATERIALIZED (
	SELECT p.value, e.key, e.value ->> 0, e.value ->> 1, e.value ->> 2
	FROM t, json_each('["ip.top","ip.fail","domain.top","org.top","from.fail"]') p,
		json_each(t.j, '$.' || p.value) e),
named(panel, place, json) AS MATERIALIZED (
	SELECT panel, place, json_object('key', key, 'key_idn', idn(key), 'ptr', NULL, 'name', NULL,
		'messages', messages, 'fail', fail)
	FROM (
		SELECT top.*, CASE substr(panel, 1, instr(panel, '.') - 1)
			WHEN 'ip' THEN (SELECT ip_text(addr) FROM ip WHERE ip.id = top.id)
			WHEN 'domain' THEN (SELECT name FROM domain WHERE domain.id = top.id)
			WHEN 'org' THEN (SELECT nullif(name, '') FROM org WHERE org.id = top.id)
			ELSE (SELECT name FROM name WHERE name.id = top.id) END AS key
		FROM top)
	ORDER BY panel, place),
here(domain) AS MATERIALIZED (			-- domains that are counted
	SELECT e.value FROM t, json_each(t.j, '$.domains') e),
-- What is chosen whole: all there is, all of some domains, all of some addresses.
whole(everything, domains, sources) AS MATERIALIZED (
	SELECT domains AND :domain IS NULL, domains,
		:domain IS NULL AND :header_from IS NULL AND :org IS NULL AND :selector IS NULL
		AND :q IS NULL AND :report IS NULL
	FROM (SELECT :bare AND :org IS NULL AND :q IS NULL AND :report IS NULL AS domains)),
policy_change(day, domain, p, sp, pct, p0, sp0, pct0) AS MATERIALIZED (
	SELECT first, domain, p, sp, pct, lag(p) OVER w, lag(sp) OVER w, lag(pct) OVER w
	FROM (SELECT s.first, s.last, d.name AS domain, y.p, y.sp, y.pct, y.id
	      FROM policy_seen s JOIN policy y ON y.id = s.policy JOIN domain d ON d.id = s.domain
	      WHERE ((SELECT domains FROM whole) OR s.domain IN (SELECT domain FROM here))
		AND domain_match(d.name, :domain)	--? domain
	)
	WINDOW w AS (PARTITION BY domain ORDER BY first, last, id)),
event(day, domain, field, old, new) AS (
	SELECT day, domain, 'p', term('policy', p0), term('policy', p)
	FROM policy_change WHERE p0 <> p
	UNION ALL SELECT day, domain, 'sp', term('policy', sp0), term('policy', sp)
	FROM policy_change WHERE sp0 <> sp
	UNION ALL SELECT day, domain, 'pct', nullif(pct0, -1), nullif(pct, -1)
	FROM policy_change WHERE pct0 <> pct),
newest(domain, word) AS MATERIALIZED (
	SELECT domain, word FROM (SELECT domain, word, max(rank) FROM published
		WHERE first <= :to AND last >= :from GROUP BY domain)),
policies(word) AS (				-- of each domain that is counted
	SELECT word FROM here CROSS JOIN newest USING (domain)),
attention(place, id) AS (			-- open alarms of what is chosen
	SELECT row_number() OVER (ORDER BY severity DESC, opened DESC, value DESC, a.id), a.id
	FROM alarm a CROSS JOIN whole
	WHERE resolved IS NULL AND closed IS NULL AND CASE
		WHEN kind IN ('fail_rate', 'disposition') THEN everything OR subject IN (
			SELECT name FROM here JOIN domain d ON d.id = here.domain)
		WHEN kind = 'source_fail' THEN sources AND (:ip IS NULL OR ip_addr(subject) BETWEEN :ip AND :ip_last)
		ELSE everything END)
SELECT json_object(
	'fail_rate_warn', :fail_rate_warn / 100.0,
	'window', json_object('from', date(:first_day * 86400, 'unixepoch'),
		'to', date(:last_day * 86400, 'unixepoch'),
		'prev_from', date(:prev_from * 86400, 'unixepoch'),
		'prev_to', date(:prev_to * 86400, 'unixepoch'), 'tz', 'UTC'),
	'totals', (SELECT json_object(
		'messages', (SELECT messages(n) FROM outcome),
		'pass', (SELECT messages(n) FROM outcome WHERE o & 3),
		'fail', (SELECT messages(n) FROM outcome WHERE NOT o & 3),
		'records', j -> 'records',
		'reports', (j ->> 'reports')
			+ (SELECT count(*) FROM report p JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain	--? bare
			WHERE p.records = 0 AND p.conflict IS NULL AND p.day BETWEEN :from AND :to	--? bare
			AND (:domain IS NULL OR domain_match(d.name, :domain))	--? bare
			AND (:org IS NULL OR o.name = :org) AND (:report IS NULL OR p.id = :report)	--? bare
			AND (:q IS NULL OR d.name LIKE :q ESCAPE '\' OR o.name LIKE :q ESCAPE '\'	--? bare
			OR p.report_id LIKE :q ESCAPE '\'))	--? bare
		,
		'orgs', j -> '$.org.n', 'ips', j -> '$.ip.n', 'domains', j -> '$.domain.n',
		'froms', j -> '$.from.n', 'ips_failing', j -> '$.ip.failing',
		'froms_failing', j -> '$.from.failing') FROM t),
	'prev', CASE WHEN :prev_to IS NOT NULL THEN (
		SELECT json_object('messages', messages(value),
			'pass', messages(value * (key & 3 <> 0)),
			'fail', messages(value * (key & 3 = 0)))
		FROM before, json_each(before.j, '$.outcomes')) END,
	'align', (SELECT json_object(
		'both', messages(n * (o & 3 = 3)),
		'dkim', messages(n * (o & 3 = 2)),
		'spf', messages(n * (o & 3 = 1)),
		'none', messages(n * (o & 3 = 0))) FROM outcome),
	'disp', (SELECT json_object(
		'pass', json_object(
			'none', messages(n * (o & 3 <> 0 AND o >> 2 = 0)),
			'quarantine', messages(n * (o & 3 <> 0 AND o >> 2 = 1)),
			'reject', messages(n * (o & 3 <> 0 AND o >> 2 = 2))),
		'fail', json_object(
			'none', messages(n * (o & 3 = 0 AND o >> 2 = 0)),
			'quarantine', messages(n * (o & 3 = 0 AND o >> 2 = 1)),
			'reject', messages(n * (o & 3 = 0 AND o >> 2 = 2)))) FROM outcome),
	'policy', (SELECT json_object(
		'none', messages(word = 'none'), 'quarantine', messages(word = 'quarantine'),
		'reject', messages(word = 'reject'), 'unknown', messages(word = 'unknown'))
		FROM policies),
	'series', (SELECT json_object('bucket', (SELECT bucket FROM span),
		't', json_group_array(date(first * 86400, 'unixepoch')),
		'pass', json_group_array(pass), 'fail', json_group_array(fail),
		'partial', json_group_array(json(iif(partial, 'true', 'false'))))
		FROM (SELECT * FROM series ORDER BY first)),
	'events', (SELECT json_group_array(json_object('day', date(day * 86400, 'unixepoch'),
			'domain', domain, 'domain_idn', idn(domain), 'field', field, 'old', old, 'new', new))
		FROM (SELECT * FROM (
			SELECT * FROM event WHERE day BETWEEN :from AND :to ORDER BY day DESC LIMIT 12)
			ORDER BY day)),
	'top', json_object(
		'ip', (SELECT json_group_array(json(json)) FROM named WHERE panel = 'ip.top'),
		'ip_fail', (SELECT json_group_array(json(json)) FROM named WHERE panel = 'ip.fail'),
		'domain', (SELECT json_group_array(json(json)) FROM named WHERE panel = 'domain.top'),
		'org', (SELECT json_group_array(json(json)) FROM named WHERE panel = 'org.top'),
		'from_fail', (SELECT json_group_array(json(json)) FROM named WHERE panel = 'from.fail')),
	'attention', (SELECT json_group_array(json(attention)) FROM (
		SELECT r.attention FROM attention a CROSS JOIN alarm_row r ON r.id = a.id
		WHERE a.place <= 3 ORDER BY a.place)),
	'fresh', (SELECT json_object('last_report', last_report,
		'last_import', (SELECT imported FROM report ORDER BY id DESC LIMIT 1),
		'last_fetch', last_fetch, 'fetch_ok', json(fetch_ok)) FROM freshness),
	'store', json_object('reports', (SELECT count(*) FROM report),
		'first_day', (SELECT date(min(day) * 86400, 'unixepoch') FROM report),
		'last_day', (SELECT date(max(day) * 86400, 'unixepoch') FROM report)));
