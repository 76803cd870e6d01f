-- How a test went: what it said, line by line.
SELECT json_object('ok', json(iif(:code IS NULL, 'true', 'false')),
	'said', (SELECT json_group_array(c1) FROM (SELECT c1 FROM told(:said) ORDER BY place)),
	'error', CASE WHEN :code IS NOT NULL THEN json_object('code', :code, 'message', :message) END);
