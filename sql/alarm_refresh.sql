-- What still waits to be told is told as it is now.
UPDATE push SET severity = w.severity, value = w.value, title = w.title, message = w.message, link = w.link
FROM alarm_words w
WHERE w.id = push.alarm AND push.sent IS NULL
  AND (push.severity, push.value, push.title, push.message, push.link)
	IS NOT (w.severity, w.value, w.title, w.message, w.link);
