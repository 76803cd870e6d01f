-- Whether the settings are read, and what is set up; of no setting its value.
SELECT json_object('file', :file, 'count', :count,
	'unknown', (SELECT json_group_array(c1) FROM (SELECT c1 FROM told(:unknown) ORDER BY place)),
	'push', json_object('on', json(iif(:on, 'true', 'false')), 'last', (SELECT max(sent) FROM push)));
