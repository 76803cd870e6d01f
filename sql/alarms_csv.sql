-- The alarms as CSV, all of them, in the order of alarms.sql.
SELECT 'severity', 'state', 'kind', 'subject', 'title', 'message', 'value', 'total', 'since', 'opened',
	'changed', 'resolved', 'seen', 'closed', 'muted until', 'pushed'
UNION ALL
SELECT iif(severity = 2, 'crit', 'warn'), iif(resolved IS NULL, 'open', 'resolved'), kind, subject, title, message,
	value, total, day, datetime(opened, 'unixepoch'), datetime(changed, 'unixepoch'), datetime(resolved, 'unixepoch'),
	datetime(seen, 'unixepoch'), datetime(closed, 'unixepoch'), datetime(iif(muted > unixepoch(), muted, NULL), 'unixepoch'),
	datetime((SELECT max(sent) FROM push WHERE push.alarm = a.id), 'unixepoch')
FROM (
	SELECT * FROM alarm_words
	WHERE (:state IS 'all' OR (resolved IS NULL AND closed IS NULL))
	  AND about = 'domain' AND domain_match(subject, :domain)	--? domain
	ORDER BY resolved IS NOT NULL, closed IS NOT NULL,
		CASE WHEN resolved IS NULL THEN severity END DESC, opened DESC, value DESC, id) a;
