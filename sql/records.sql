-- A page of records under a filter, and the sums of all of them.
WITH p(j) AS MATERIALIZED (
	SELECT page(:chosen, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END,
		:sort, :desc, :limit,
		CASE :sort
		WHEN 'from' THEN (SELECT ranks(id) FROM (SELECT id FROM name ORDER BY name))
		WHEN 'ip' THEN (SELECT ranks(id) FROM (SELECT id FROM ip ORDER BY addr))
		WHEN 'org' THEN (SELECT ranks(id) FROM (SELECT id FROM org ORDER BY name))
		END,
		:back, :at_key, :at_count, :at_id)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to
)
SELECT json_object(
	'total', json_object('records', j -> 'records', 'messages', j -> 'messages'),
	'next', j ->> 'next', 'prev', j ->> 'prev',
	'rows', (
		SELECT json_group_array(json(r.json))
		FROM json_each(p.j, '$.ids') e CROSS JOIN record_row r ON r.id = e.value))
FROM p;
