-- News: never twice of the same kind, subject and severity within a day, from when it was told.
-- What is of days to come was made by a clock that was wrong.  Of a flood the worst are told, and
-- how many more there are.  What is so already when senders are looked at for the first time is
-- told in one.
INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due)
WITH first(time, many) AS MATERIALIZED (
	SELECT NOT EXISTS (SELECT 1 FROM alarm WHERE domain IS NOT NULL AND opened < :now),
		(SELECT count(*) FROM situation WHERE domain IS NOT NULL) > 1),
ranked AS MATERIALIZED (
	SELECT w.*, row_number() OVER (ORDER BY w.severity DESC, w.value DESC, w.id) AS place,
		w.about IS 'sender' AND first.time AND first.many AS already
	FROM situation s
	CROSS JOIN alarm a ON a.kind = s.kind AND a.subject = s.subject AND a.resolved IS NULL
	CROSS JOIN alarm_words w ON w.id = a.id
	CROSS JOIN first
	WHERE :push AND s.tell AND ifnull(a.muted, 0) <= :now
	  AND NOT EXISTS (SELECT 1 FROM push p WHERE p.alarm = a.id AND p.sent IS NULL)
	  AND NOT EXISTS (SELECT 1 FROM push p
		WHERE p.kind = s.kind AND p.subject = s.subject AND p.severity = s.severity
		  AND max(p.made, ifnull(p.sent, 0)) BETWEEN :now - 86399 AND :now + 86400))
SELECT id, kind, subject, severity, value, title, news, link, :now, :now
FROM ranked
WHERE place <= :max_told AND NOT already
UNION ALL
SELECT 0, 'already', '', max(severity), count(*), count(*) || ' alarms are open',
	group_concat('• ' || title, char(10)), 'alarms.html', :now, :now
FROM (SELECT * FROM ranked WHERE already ORDER BY place LIMIT :max_told)
HAVING count(*) > 0
UNION ALL
SELECT 0, 'more', '', max(severity), count(*), count(*) || ' more alarms',
	'Too many came at once to tell each of them.', 'alarms.html', :now, :now
FROM ranked
WHERE place > :max_told AND NOT already
HAVING count(*) > 0
   AND NOT EXISTS (SELECT 1 FROM push p WHERE p.kind = 'more'
	AND max(p.made, ifnull(p.sent, 0)) BETWEEN :now - 86399 AND :now + 86400);
