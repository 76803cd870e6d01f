-- Which situations are known already, which of them grew worse, and which are worth telling again.
-- What the user closed is, once it has grown worse than it was then.  Untold is what opened within
-- the day where nobody was to be told: in a shell without the settings.  What a sender does is told
-- once for each severity, however many messages follow.
UPDATE situation SET alarm = a.id,
	worse = situation.severity > a.severity
		OR (situation.severity = a.severity AND situation.value >= 2 * a.told),
	tell = (situation.severity > min(a.severity, a.told_severity)
		OR (situation.severity = a.told_severity AND situation.value >= 2 * a.told_value
			AND domain IS NULL) OR a.untold)
	   AND (a.closed IS NULL OR situation.severity > a.severity
		OR (situation.severity = a.severity AND situation.value >= 2 * a.told))
FROM (SELECT alarm.id, alarm.kind, alarm.subject, alarm.severity, alarm.told, alarm.closed,
		ifnull(push.severity, alarm.severity) AS told_severity,
		ifnull(push.value, alarm.told) AS told_value,
		opened > :now - 86400
		AND NOT EXISTS (SELECT 1 FROM push p WHERE p.kind = alarm.kind
			AND p.subject = alarm.subject AND p.made > opened - 86400)
		AND NOT EXISTS (SELECT 1 FROM push p WHERE p.kind = 'more' AND p.made > opened - 86400)
			AS untold
	FROM alarm LEFT JOIN push ON push.id = (SELECT max(id) FROM push WHERE push.alarm = alarm.id)
	WHERE alarm.resolved IS NULL) a
WHERE a.kind = situation.kind AND a.subject = situation.subject;
