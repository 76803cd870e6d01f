-- A fetch as an answer tells it.
CREATE TEMP VIEW job_shown (id, json) AS
SELECT id, json_object('id', id, 'mailbox', mailbox, 'by', by, 'state', state, 'started', started, 'ended', ended,
	'total', total, 'seen', seen, 'imported', imported, 'duplicate', duplicate,
	'other', other, 'failed', failed, 'ignored', ignored,
	'error', CASE WHEN code IS NOT NULL
		THEN json_object('code', code, 'message', message) END,
	'errors', (SELECT json_group_array(json_object('file', file, 'part', part,
			'code', code, 'message', message))
		FROM (SELECT * FROM refused WHERE job = job.id ORDER BY id DESC LIMIT 20)))
FROM job;
