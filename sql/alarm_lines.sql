-- The open alarms, a line each, and the sum of the check just made.
WITH open(severity, line) AS (
	SELECT w.severity, iif(w.severity = 2, 'crit', 'warn') || char(9) || w.kind || char(9) || w.title
	FROM alarm a CROSS JOIN alarm_words w ON w.id = a.id
	WHERE a.resolved IS NULL AND a.closed IS NULL)
SELECT line FROM (
	SELECT severity, line FROM open
	UNION ALL
	SELECT 0, (SELECT count(*) FROM open) || ' open, '
		|| (SELECT count(*) FROM situation WHERE alarm IS NULL) || ' of them new')
ORDER BY severity DESC, line;
