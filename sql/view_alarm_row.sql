-- An alarm's row in an answer; attention is what the dashboard shows of it.
CREATE TEMP VIEW alarm_row (id, json, attention) AS
SELECT id, json_object(
	'id', id, 'kind', kind, 'severity', word, 'state', iif(resolved IS NULL, 'open', 'resolved'),
	'subject', whom, 'subject_idn', idn(whom), 'sender', iif(about = 'sender', subject, NULL),
	'title', title, 'message', message, 'todo', todo,
	'value', value, 'total', total, 'limit', limit_number, 'amount', amount,
	'limit_text', limit_text, 'since', since, 'opened', opened, 'changed', changed, 'resolved', resolved,
	'seen', seen, 'closed', closed, 'muted', iif(muted > unixepoch(), muted, NULL),
	'pushed', (SELECT max(sent) FROM push WHERE push.alarm = a.id), 'detail', detail, 'href', link,
	'records', iif(records LIKE 'records.html?%', records, NULL)),
	json_object('id', id, 'kind', kind, 'severity', word, 'subject', whom, 'subject_idn', idn(whom),
	'title', title, 'message', message,
	'value', value, 'total', total, 'limit', limit_number, 'since', since, 'href', link)
FROM (SELECT *, iif(severity = 2, 'crit', 'warn') AS word, ifnull(domain, nullif(subject, '')) AS whom
	FROM alarm_words) a;
