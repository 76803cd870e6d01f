-- An alarm's row in an answer; attention is what the dashboard shows of it.
CREATE TEMP VIEW alarm_row (id, json, attention) AS
SELECT id, json_object(
	'id', id, 'kind', kind, 'severity', word, 'state', iif(resolved IS NULL, 'open', 'resolved'),
	'subject', name, 'subject_idn', name_idn, 'value', value, 'total', total, 'limit', most,
	'since', since, 'opened', opened, 'changed', changed, 'resolved', resolved,
	'seen', seen, 'closed', closed, 'muted', iif(muted > unixepoch(), muted, NULL),
	'pushed', (SELECT max(sent) FROM push WHERE push.alarm = a.id), 'detail', detail, 'href', link),
	json_object('id', id, 'kind', kind, 'severity', word, 'subject', name, 'subject_idn', name_idn,
	'value', value, 'total', total, 'limit', most, 'since', since, 'href', link)
FROM (SELECT *, iif(severity = 2, 'crit', 'warn') AS word, nullif(subject, '') AS name,
		idn(subject) AS name_idn, iif(kind = 'fail_rate', bound / 100.0, bound) AS most
	FROM alarm) a;
