-- Sums per domain, address, reporter, From domain or selector: one page of the list.
WITH
f AS (SELECT * FROM told(:group)),
total(n, messages, fail) AS MATERIALIZED (
	SELECT c1, c2, c3 FROM f WHERE c0 = 'total')
SELECT json_object(
	'total', json_object('rows', n, 'messages', messages, 'fail', fail),
	'fail_rate_warn', :fail_rate_warn / 100.0,
	'page', :page, 'pages', max(1, (n + :limit - 1) / :limit),
	'rows', (
		SELECT json_group_array(json_object(
			'key', c1,
			'key_idn', CASE WHEN :by IN ('domain', 'from') THEN idn(c1) END,
			'ptr', CASE :by WHEN 'ip' THEN (SELECT host FROM ptr WHERE address = c1) END,
			'name', (SELECT
--< who_holds
			FROM (SELECT c1 AS at WHERE :by = 'ip')), 'messages', c2, 'fail', c3,
			'fail_sources', c5, 'last', date(c4 * 86400, 'unixepoch'),
			'spark', (
				SELECT json_group_array(CASE WHEN w.value ->> 0
					THEN round(100.0 * (w.value ->> 1) / (w.value ->> 0), 2) END)
				FROM json_each(f.c6) w),
			'weeks', (
				SELECT json_group_array(json_array((w.value ->> 0) - (w.value ->> 1), w.value ->> 1))
				FROM json_each(f.c6) w),
			'policy', CASE WHEN c10 THEN json_object(
				'p', c11, 'sp', c12, 'pct', c13) END,
			'ready', CASE WHEN c7 IS NOT NULL THEN json_object(
				'to', CASE c11 WHEN 'quarantine' THEN 'reject' WHEN 'reject' THEN NULL
					ELSE 'quarantine' END,
				'weeks', c7, 'of', :ready_weeks, 'rate', :ready_rate / 100.0,
				'blocker', CASE WHEN c9 AND ifnull(c11, '') <> 'reject'
					THEN json_object('ip', c8, 'fail', c9) END) END))
		FROM (SELECT * FROM f WHERE c0 = 'row' ORDER BY place) f))
FROM total;
