-- What still waits to be told is told as it is now, if it is not just being delivered.
UPDATE push SET severity = w.severity, value = w.value, title = w.title, message = w.news, link = w.link
FROM alarm_words w
WHERE w.id = push.alarm AND push.sent IS NULL
  AND NOT (push.tries > 0 AND push.error IS NULL AND push.due > :now)
  AND (push.severity, push.value, push.title, push.message, push.link)
	IS NOT (w.severity, w.value, w.title, w.news, w.link);
