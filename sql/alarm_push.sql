-- News: never twice of the same kind, subject and severity within a day.
INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due)
SELECT w.id, w.kind, w.subject, w.severity, w.value, w.title, w.message, w.link, :now, :now
FROM situation s
CROSS JOIN alarm a ON a.kind = s.kind AND a.subject = s.subject AND a.resolved IS NULL
CROSS JOIN alarm_words w ON w.id = a.id
WHERE :push AND s.tell AND ifnull(a.muted, 0) <= :now
  AND NOT EXISTS (SELECT 1 FROM push p WHERE p.alarm = a.id AND p.sent IS NULL)
  AND NOT EXISTS (SELECT 1 FROM push p
	WHERE p.kind = s.kind AND p.subject = s.subject AND p.severity = s.severity
	  AND p.made > :now - 86400);
