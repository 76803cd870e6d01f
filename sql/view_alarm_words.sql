-- An alarm in words, as pages, pushes and the shell have it: a kind is a row of the CASE; those of
-- senders brought their words along (alarm_senders.sql).
--	about	whether its subject is a 'domain', an 'address' or a 'sender'; NULL: it is of the system
--	title	what happened
--	message	how much, in a whole sentence
--	amount	its value, with what it is of
--	limit_text, limit_number	what the value reached; no text where there is none to set
--	news	the message where nothing stands beside it
-- Names in it came from outside, as they are.
CREATE TEMP VIEW alarm_words AS
SELECT id, kind, subject, severity, value, total, bound, since, detail, told, opened, changed, resolved,
	seen, closed, muted, domain, todo,
	iif(words ->> 0 = 'sender', 'alarm.html?id=' || id, link) AS link, link AS records,
	words ->> 0 AS about, words ->> 1 AS title, words ->> 2 AS message, words ->> 3 AS amount,
	words ->> 4 AS limit_text, words ->> 5 AS limit_number,
	CASE words ->> 0 WHEN 'sender' THEN text || ifnull(char(10) || 'To do: ' || todo, '')
		ELSE (words ->> 2) || ' Since ' || day || '.' END AS news
FROM (
	SELECT *, CASE iif(domain IS NULL, kind, 'of_sender')
	WHEN 'of_sender' THEN json_array('sender', head, text,
		iif(total IS NULL, n || ' message' || s, share), NULL, bound)
	WHEN 'fail_rate' THEN json_array('domain', 'Mail of ' || name || ' fails',
		part || ' fail DMARC, ' || share || '; the limit is ' || percent || '.',
		share, percent, bound / 100.0)
	WHEN 'source_fail' THEN json_array('address', 'Failing source ' || name,
		part || ' fail DMARC; the limit is ' || least || '.',
		n || ' message' || s, least, bound)
	WHEN 'disposition' THEN json_array('domain', 'Mail of ' || name || ' is quarantined or rejected',
		part || ' were quarantined or rejected; the limit is ' || least || '.',
		n || ' message' || s, least, bound)
	WHEN 'fetch_failed' THEN json_array(NULL, mailbox || ' cannot be fetched',
		iif(value = 1, 'A fetch', n || ' fetches in a row') || ' failed' || ifnull(': ' || why, '.'),
		n || ' failure' || s, NULL, bound)
	WHEN 'import_failed' THEN json_array(NULL, 'Reports could not be imported',
		n || ' report' || s || ' by mail or webhook could not be imported.' || ifnull(' The last: ' || why, ''),
		n || ' report' || s, NULL, bound)
	WHEN 'no_reports' THEN json_array(NULL, 'No new reports',
		'No new report came for ' || n || ' hours, after some on each of several days; the limit is '
			|| least || ' hours.',
		n || ' h', least || ' h', bound)
	ELSE json_array(NULL, kind, ifnull(why, n || '.'), n, NULL, bound)	-- of a newer program
	END AS words
	FROM (
		SELECT *, format('%,d', value) AS n, iif(value = 1, '', 's') AS s, format('%,d', bound) AS least,
			format('%,d of %,d message', value, total) || iif(total = 1, '', 's') AS part,
			CASE value WHEN 0 THEN '0.00' WHEN total THEN '100.00'	-- nothing else is rounded to these
				ELSE iif(value * 10000 < total, '<0.01', format('%.2f', min(value * 100.0 / total, 99.99)))
				END || char(160) || '%' AS share,
			rtrim(rtrim(round(bound / 100.0, 2), '0'), '.') || char(160) || '%' AS percent,
			iif(length(full) > 253, substr(full, 1, 253) || '…', full) AS name,
			CASE WHEN subject = 'maildir' THEN 'The Maildir'
				WHEN subject <> '' THEN 'The mailbox ' || subject
				WHEN EXISTS (SELECT 1 FROM job WHERE mailbox <> 'main') THEN 'The main mailbox'
				ELSE 'The mailbox' END AS mailbox,
			iif(length(detail) > 253, substr(detail, 1, 253) || '…',
				detail || iif(substr(detail, -1) IN ('.', '?', '!', '…'), '', '.')) AS why,
			strftime(iif(since % 86400, '%Y-%m-%d %H:%M UTC', '%Y-%m-%d'), since, 'unixepoch') AS day
		FROM (SELECT *, ifnull(idn(subject), subject) AS full, title AS head FROM alarm)));
