-- The dashboard: everything it shows, in one answer.
WITH
f(place, kind, key, a, b) AS MATERIALIZED (
	SELECT place, c0, c1, c2, c3 FROM told(:tally)),
outcome(o, n) AS MATERIALIZED (SELECT key, a FROM f WHERE kind = 'outcome'),
counted(day, pass, fail) AS MATERIALIZED (
	SELECT c1, c2, c3 FROM told(:days)),
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
named(panel, place, json) AS MATERIALIZED (
	SELECT kind, place, json_object('key', key, 'key_idn', idn(key),
		'ptr', CASE WHEN kind GLOB 'ip.*' THEN (SELECT host FROM ptr WHERE address = key) END,
		'name', (SELECT
--< who_holds
			FROM (SELECT key AS at WHERE kind GLOB 'ip.*')), 'messages', a, 'fail', b)
	FROM f WHERE kind GLOB '*.*' ORDER BY place),
-- What is chosen whole: all there is, all of some addresses.
whole(everything, sources) AS MATERIALIZED (
	SELECT key = 2, :domain IS NULL AND :header_from IS NULL AND :org IS NULL
		AND :selector IS NULL AND :q IS NULL AND :report IS NULL AND :sender IS NULL
		AND :class IS NULL
	FROM f WHERE kind = 'whole'),
attention(place, id) AS (			-- open alarms of what is chosen
	SELECT row_number() OVER (ORDER BY severity DESC, opened DESC, value DESC, a.id), a.id
	FROM alarm_words a CROSS JOIN whole
	WHERE resolved IS NULL AND closed IS NULL AND CASE about
		WHEN 'domain' THEN everything OR subject IN (SELECT key FROM f WHERE kind = 'here')
		WHEN 'sender' THEN everything OR EXISTS (SELECT 1 FROM f WHERE kind = 'here'
			AND (key = domain OR key LIKE '%.' || domain))
		WHEN 'address' THEN sources AND (:ip IS NULL OR ip_addr(subject) BETWEEN :ip AND :ip_last)
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
		'records', (SELECT key FROM f WHERE kind = 'total'),
		'reports', (SELECT a FROM f WHERE kind = 'total'),
		'orgs', max(a) FILTER (WHERE key = 'org'), 'ips', max(a) FILTER (WHERE key = 'ip'),
		'domains', max(a) FILTER (WHERE key = 'domain'),
		'froms', max(a) FILTER (WHERE key = 'from'),
		'ips_failing', max(b) FILTER (WHERE key = 'ip'),
		'froms_failing', max(b) FILTER (WHERE key = 'from'))
		FROM f WHERE kind = 'count'),
	'prev', CASE WHEN :prev_to IS NOT NULL THEN (
		SELECT json_object('messages', messages(c2),
			'pass', messages(c2 * (c1 & 3 <> 0)),
			'fail', messages(c2 * (c1 & 3 = 0)))
		FROM told(:before)) END,
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
		'none', ifnull(sum(a) FILTER (WHERE key = 'none'), 0),
		'quarantine', ifnull(sum(a) FILTER (WHERE key = 'quarantine'), 0),
		'reject', ifnull(sum(a) FILTER (WHERE key = 'reject'), 0),
		'unknown', ifnull(sum(a) FILTER (WHERE ifnull(key, '') NOT IN ('none', 'quarantine', 'reject')), 0))
		FROM f WHERE kind = 'policy'),
	'series', (SELECT json_object('bucket', (SELECT bucket FROM span),
		't', json_group_array(date(first * 86400, 'unixepoch')),
		'pass', json_group_array(pass), 'fail', json_group_array(fail),
		'partial', json_group_array(json(iif(partial, 'true', 'false'))))
		FROM (SELECT * FROM series ORDER BY first)),
	'events', (SELECT json_group_array(json_object('day', date(c1 * 86400, 'unixepoch'),
			'domain', c2, 'domain_idn', idn(c2), 'field', c3,
			'old', c4, 'new', c5))
		FROM (SELECT * FROM told(:events) ORDER BY c1, place)),
	'top', json_object(
		'ip', (SELECT json_group_array(json(json)) FROM (
			SELECT json FROM named WHERE panel = 'ip.top' ORDER BY place)),
		'ip_fail', (SELECT json_group_array(json(json)) FROM (
			SELECT json FROM named WHERE panel = 'ip.fail' ORDER BY place)),
		'domain', (SELECT json_group_array(json(json)) FROM (
			SELECT json FROM named WHERE panel = 'domain.top' ORDER BY place)),
		'org', (SELECT json_group_array(json(json)) FROM (
			SELECT json FROM named WHERE panel = 'org.top' ORDER BY place)),
		'from_fail', (SELECT json_group_array(json(json)) FROM (
			SELECT json FROM named WHERE panel = 'from.fail' ORDER BY place))),
	'attention', (SELECT json_group_array(json(attention)) FROM (
		SELECT r.attention FROM attention a CROSS JOIN alarm_row r ON r.id = a.id
		WHERE a.place <= 3 ORDER BY a.place)),
	'fresh', (SELECT json_object('last_report', c1, 'last_import', c2,
		'last_fetch', last_fetch, 'fetch_ok', json(fetch_ok))
		FROM told(:bounds), last_fetch WHERE c0 = 'last'),
	'store', (SELECT json_object('reports', c1,
		'first_day', date(c2 * 86400, 'unixepoch'),
		'last_day', date(c3 * 86400, 'unixepoch'))
		FROM told(:bounds) WHERE c0 = 'kept'));
