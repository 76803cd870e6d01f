-- The alarms as CSV, all of them, in the order of alarms.sql.
SELECT 'severity', 'state', 'kind', 'subject', 'sender', 'title', 'message', 'what to do', 'value', 'total',
	'since', 'opened', 'changed', 'resolved', 'seen', 'closed', 'muted until', 'pushed'
UNION ALL
SELECT iif(severity = 2, 'crit', 'warn'), iif(resolved IS NULL, 'open', 'resolved'), kind,
	ifnull(domain, nullif(subject, '')), iif(about = 'sender', subject, NULL), title, message, todo, value, total,
	strftime(iif(since % 86400, '%Y-%m-%d %H:%M:%S', '%Y-%m-%d'), since, 'unixepoch'),
	datetime(opened, 'unixepoch'), datetime(changed, 'unixepoch'), datetime(resolved, 'unixepoch'),
	datetime(seen, 'unixepoch'), datetime(closed, 'unixepoch'),
	datetime(iif(muted > unixepoch(), muted, NULL), 'unixepoch'),
	datetime((SELECT max(sent) FROM push WHERE push.alarm = a.id), 'unixepoch')
FROM (
	SELECT * FROM alarm_words
	WHERE (:state IS 'all' OR (resolved IS NULL AND closed IS NULL))
	  AND about IN ('domain', 'sender') AND domain_match(ifnull(domain, subject), :domain)	--? domain
	ORDER BY resolved IS NOT NULL, closed IS NOT NULL,
		CASE WHEN resolved IS NULL THEN severity END DESC, opened DESC, value DESC, id) a;
