UPDATE alarm SET severity = s.severity, value = s.value, total = s.total, bound = s.bound,
	since = s.since, detail = s.detail, link = s.link, title = s.title, text = s.text, todo = s.todo,
	told = iif(s.worse, s.value, told), seen = iif(s.worse, NULL, seen), closed = iif(s.worse, NULL, closed),
	changed = iif((alarm.severity, alarm.value, alarm.total, alarm.bound, alarm.since, alarm.detail)
		IS (s.severity, s.value, s.total, s.bound, s.since, s.detail), changed, :now)
FROM situation s
WHERE alarm.id = s.alarm
  AND (alarm.severity, alarm.value, alarm.total, alarm.bound, alarm.since, alarm.detail, alarm.link,
	alarm.title, alarm.text, alarm.todo)
	IS NOT (s.severity, s.value, s.total, s.bound, s.since, s.detail, s.link, s.title, s.text, s.todo);
