-- Sums per domain, address, reporter, From domain or selector: one page of the list.
WITH
f(place, value) AS MATERIALIZED (SELECT key, value FROM json_each(:group, '$.data')),
total(n, messages, fail) AS MATERIALIZED (
	SELECT value ->> 1, value ->> 2, value ->> 3 FROM f WHERE value ->> 0 = 'total')
SELECT json_object(
	'total', json_object('rows', n, 'messages', messages, 'fail', fail),
	'fail_rate_warn', :fail_rate_warn / 100.0,
	'page', :page, 'pages', max(1, (n + :limit - 1) / :limit),
	'rows', (
		SELECT json_group_array(json_object(
			'key', value ->> 1,
			'key_idn', CASE WHEN :by IN ('domain', 'from') THEN idn(value ->> 1) END,
			'ptr', NULL, 'name', NULL, 'messages', value ->> 2, 'fail', value ->> 3,
			'fail_sources', value ->> 5, 'last', date((value ->> 4) * 86400, 'unixepoch'),
			'spark', (
				SELECT json_group_array(CASE WHEN w.value ->> 0
					THEN round(100.0 * (w.value ->> 1) / (w.value ->> 0), 2) END)
				FROM json_each(f.value, '$[6]') w),
			'policy', CASE WHEN value ->> 10 THEN json_object(
				'p', value ->> 11, 'sp', value ->> 12, 'pct', value ->> 13) END,
			'ready', CASE WHEN value ->> 7 IS NOT NULL THEN json_object(
				'to', CASE value ->> 11 WHEN 'quarantine' THEN 'reject' WHEN 'reject' THEN NULL
					ELSE 'quarantine' END,
				'weeks', value ->> 7, 'of', :ready_weeks, 'rate', :ready_rate / 100.0,
				'blocker', CASE WHEN value ->> 9 AND ifnull(value ->> 11, '') <> 'reject'
					THEN json_object('ip', value ->> 8, 'fail', value ->> 9) END) END))
		FROM (SELECT value FROM f WHERE value ->> 0 = 'row' ORDER BY place) f))
FROM total;
