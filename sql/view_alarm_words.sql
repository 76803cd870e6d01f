-- An alarm in plain words.  Names in it came from outside.
CREATE TEMP VIEW alarm_words (id, kind, subject, severity, value, link, title, message) AS
SELECT id, kind, subject, severity, value, link,
	CASE kind
	WHEN 'fail_rate' THEN name || ': ' || rate || ' % of messages fail DMARC'
	WHEN 'source_fail' THEN name || ': ' || value || ' messages fail DMARC'
	WHEN 'disposition' THEN name || ': ' || value || ' messages quarantined or rejected'
	WHEN 'fetch_failed' THEN 'The mailbox cannot be fetched'
	WHEN 'import_failed' THEN iif(value = 1, '1 report', value || ' reports') || ' could not be imported'
	WHEN 'no_reports' THEN 'No new reports for ' || value || ' hours'
	END,
	CASE kind
	WHEN 'fail_rate' THEN value || ' of ' || total || ' messages of ' || name
		|| ' fail DMARC; the limit is ' || most || ' %. The first are of ' || day || '.'
	WHEN 'source_fail' THEN value || ' of ' || total || ' messages from ' || name
		|| ' fail DMARC; the limit is ' || bound || '. The first are of ' || day || '.'
	WHEN 'disposition' THEN value || ' of ' || total || ' messages of ' || name
		|| ' were quarantined or rejected; the limit is ' || bound || '. The first are of ' || day || '.'
	WHEN 'fetch_failed' THEN iif(value = 1, 'A fetch', value || ' fetches in a row')
		|| ' failed, since ' || time || ' UTC' || ifnull(': ' || detail, '.')
	WHEN 'import_failed' THEN 'They came by mail or webhook, since ' || time || ' UTC. The last: ' || detail
	WHEN 'no_reports' THEN 'The last came at ' || time
		|| ' UTC, after some on each of several days; the limit is ' || bound || ' hours.'
	END
FROM (SELECT *, clean(ifnull(idn(subject), subject), 253) AS name,
		rtrim(rtrim(round(value * 10000 / total / 100.0, 2), '0'), '.') AS rate,
		rtrim(rtrim(round(bound / 100.0, 2), '0'), '.') AS most,
		date(since, 'unixepoch') AS day, strftime('%Y-%m-%d %H:%M', since, 'unixepoch') AS time
	FROM alarm);
