-- A page of records under a filter, and the sums of all of them.
WITH f(place, value) AS MATERIALIZED (SELECT key, value FROM json_each(:records, '$.data'))
SELECT json_object(
	'total', json_object('records', value ->> 1, 'messages', value ->> 2),
	'next', value ->> 3, 'prev', value ->> 4,
	'rows', (
		SELECT json_group_array(
--< record_row
			)
		FROM (SELECT value FROM f WHERE value ->> 0 = 'record' ORDER BY place)))
FROM f WHERE value ->> 0 = 'total';
