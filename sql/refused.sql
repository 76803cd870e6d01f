-- What was refused by webhook and mail alias: a fetch's own are with its job.
SELECT json_object('rows', (SELECT json_group_array(json_object('time', time, 'via', via, 'file', file,
		'part', part, 'code', code, 'message', message))
	FROM (SELECT * FROM refused WHERE job IS NULL ORDER BY id DESC LIMIT 20)));
