SELECT json_object(
	'on', json(iif(:on, 'true', 'false')), 'busy', json(iif(:busy, 'true', 'false')),
	'delivered', :delivered, 'put_off', :put_off,
	'waiting', (SELECT count(*) FROM push WHERE sent IS NULL), 'error', :error);
