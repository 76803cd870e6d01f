-- A mailbox as the Import page shows it.
WITH
ended(time, state, code, message) AS (
	SELECT ended, state, code, message FROM job
	WHERE mailbox = :name AND ended IS NOT NULL ORDER BY id DESC LIMIT 1),
visit(last, before) AS (			-- of the timer
	SELECT max(started), min(started)
	FROM (SELECT started FROM job WHERE mailbox = :name AND by = 'timer' ORDER BY id DESC LIMIT 2))
SELECT json_object(
	'name', :name, 'mailboxes', json(:mailboxes),
	'on', json(iif(:account IS NULL, 'false', 'true')),
	'account', :account, 'folder', :folder, 'search', :search, 'action', :action,
	'job', json((SELECT json FROM job_shown
		WHERE id = (SELECT max(id) FROM job WHERE mailbox = :name))),
	'next', (SELECT 2 * last - before FROM visit
		WHERE last > before AND 3 * last - 2 * before > unixepoch()),
	'problem', json(CASE WHEN :code IS NOT NULL
		THEN json_object('code', :code, 'message', :message, 'time', unixepoch())
		ELSE (SELECT json_object('code', code, 'message', message, 'time', time)
			FROM ended WHERE state = 'failed') END),
	'refused', (SELECT json_group_array(json_object('time', time, 'via', via, 'file', file,
			'part', part, 'code', code, 'message', message))
		FROM (SELECT * FROM refused WHERE job IS NULL ORDER BY id DESC LIMIT 20)));
