-- A page of records under a filter, and the sums of all of them.
WITH f(place, kind, a, b, next, prev) AS MATERIALIZED (
	SELECT key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
	FROM json_each(:records, '$.data'))
SELECT json_object(
	'total', json_object('records', t.a, 'messages', t.b),
	'next', t.next, 'prev', t.prev,
	'rows', (
		SELECT json_group_array(json(r.json))
		FROM (SELECT a FROM f WHERE kind = 'record' ORDER BY place) e
		CROSS JOIN record_row r ON r.id = e.a))
FROM f t WHERE kind = 'total';
