-- The open alarms, a line each, and the sum of the check just made.
WITH open(severity, line) AS (
	SELECT severity, iif(severity = 2, 'crit', 'warn') || char(9) || kind || char(9)
		|| clean(title || ': ' || message, 2000)
	FROM alarm_words
	WHERE resolved IS NULL AND closed IS NULL)
SELECT line FROM (
	SELECT severity, line FROM open
	UNION ALL
	SELECT 0, (SELECT count(*) FROM open) || ' open, '
		|| (SELECT count(*) FROM situation WHERE alarm IS NULL) || ' of them new')
ORDER BY severity DESC, line;
