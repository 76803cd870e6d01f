-- Who sends: a page of them.
SELECT json_object(
	'window', json_object('from', date(:first_day * 86400, 'unixepoch'),
		'to', date(:last_day * 86400, 'unixepoch'),
		'days', :to - :first_day + 1, 'tz', 'UTC'),
	'total', :total, 'page', :page, 'pages', max(1, (:total + :rows - 1) / :rows),
	'pending', json(iif(:pending, 'true', 'false')),
	'groups', json_object('needs', :needs, 'works', :works, 'strangers', :strangers),
	'rows', (SELECT json_group_array(
--< sender_row
		) FROM (SELECT * FROM told(:senders) ORDER BY place)));
