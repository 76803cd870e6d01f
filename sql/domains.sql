-- The domains, those first that need somebody: a page of them.
SELECT json_object(
	'window', json_object('from', date(:first_day * 86400, 'unixepoch'),
		'to', date(:last_day * 86400, 'unixepoch'), 'days', :to - :first_day + 1, 'tz', 'UTC'),
	'pending', json(iif(:pending, 'true', 'false')),
	'total', :total, 'needs', :needs, 'asks', :asks, 'page', :page, 'pages', max(1, (:total + :rows - 1) / :rows),
	'rows', (SELECT json_group_array(json_object('domain', c1, 'domain_idn', idn(c1),
		'policy', CASE WHEN c2 IS NOT NULL THEN json_object('p', c2, 'sp', c3, 'pct', c16) END,
		'mark', c4, 'sender', c5, 'title', c6, 'sentence', c7, 'own', c8, 'failed', c9,
		'stopped', c10, 'strangers', c11, 'strangers_stopped', c12, 'senders', c13,
		'broken', c14, 'undecided', c15, 'since', date(c17 * 86400, 'unixepoch'),
		'weeks', json(c18)))
		FROM (SELECT * FROM told(:domains) ORDER BY place)));
