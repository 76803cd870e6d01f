-- A page of records under a filter, and the sums of all of them.
SELECT json_object(
	'total', json_object('records', c1, 'messages', c2),
	'next', c3, 'prev', c4,
	'rows', (
		SELECT json_group_array(
--< record_row
			)
		FROM (SELECT * FROM told(:records) WHERE c0 = 'record' ORDER BY place)))
FROM told(:records) WHERE c0 = 'total';
