-- Mail by whose it is: the user's own, what passes it on, what nobody can tell, and strangers'.
WITH
f AS MATERIALIZED (SELECT * FROM told(:own)),
sent(kind, class, o, n) AS MATERIALIZED (SELECT c0, c1, c2, c3 FROM f WHERE c0 <> 'day')
SELECT json_object(
	'window', json_object('from', date(:first_day * 86400, 'unixepoch'),
		'to', date(:last_day * 86400, 'unixepoch'), 'days', :to - :first_day + 1, 'tz', 'UTC'),
	'pending', json(iif(:pending, 'true', 'false')),
	'own', (SELECT json_object('messages', messages(n),
			'failed', messages(iif(o & 3, 0, n)), 'both', messages(iif(o & 3 = 3, n, 0)),
			'dkim', messages(iif(o & 3 = 2, n, 0)), 'spf', messages(iif(o & 3 = 1, n, 0)),
			'stopped', messages(iif(o IN (4, 8), n, 0)), 'delivered', messages(iif(o = 0, n, 0)),
			'before', (SELECT json_object('messages', messages(n),
				'failed', messages(iif(o & 3, 0, n)))
				FROM sent WHERE kind = 'before' AND class GLOB 'mine-*'))
		FROM sent WHERE kind = 'sum' AND class GLOB 'mine-*'),
	'undecided', (SELECT json_object('messages', messages(n), 'failed', messages(iif(o & 3, 0, n)),
			'stopped', messages(iif(o >> 2, n, 0)), 'delivered', messages(iif(o >> 2, 0, n)))
		FROM sent WHERE kind = 'sum' AND class = 'undecided'),
	'forwarded', (SELECT json_object('messages', messages(n), 'failed', messages(iif(o & 3, 0, n)),
			'stopped', messages(iif(o >> 2, n, 0)), 'delivered', messages(iif(o >> 2, 0, n)))
		FROM sent WHERE kind = 'sum' AND class = 'forwarder'),
	'strangers', (SELECT json_object('messages', messages(n),
			'refused', messages(iif(o >> 2 = 2, n, 0)), 'spam', messages(iif(o >> 2 = 1, n, 0)),
			'delivered', messages(iif(o >> 2 = 0, n, 0)))
		FROM sent WHERE kind = 'sum' AND class = 'stranger'),
	'groups', json_object('needs', :needs, 'works', :works, 'strangers', :strangers),
	'worst', (SELECT json_group_array(
--< sender_row
		) FROM (SELECT * FROM told(:worst) ORDER BY place)),
	'largest', (SELECT json_group_array(
--< sender_row
		) FROM (SELECT * FROM told(:largest) ORDER BY place)),
	'days', (SELECT json_group_array(json_array(date(c1 * 86400, 'unixepoch'), c2, c3, c4))
		FROM (SELECT * FROM f WHERE c0 = 'day' ORDER BY c1)));
