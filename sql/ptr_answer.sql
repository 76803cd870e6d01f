SELECT json_object(
	'on', json(iif(:on, 'true', 'false')), 'busy', json(iif(:busy, 'true', 'false')),
	'named', :named, 'nameless', :nameless, 'away', :away, 'left', :left);
