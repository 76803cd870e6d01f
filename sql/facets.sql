-- What the filter bar offers: policy domains and reporters, each list under all filters but its own.
WITH
d(j) AS MATERIALIZED (
	SELECT groups(:chosen_but_domain, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END,
		'domain', 'messages', 1, 500, NULL)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to),
o(j) AS MATERIALIZED (
	SELECT groups(:chosen_but_org, :from, :to, s.id, s.day0, s.day1, s.rows,
		CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END,
		'org', 'messages', 1, 500, NULL)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to)
SELECT json_object(
	'domain', (
		SELECT json_group_array(json_object('key', n.name, 'key_idn', idn(n.name),
			'messages', e.value -> 1))
		FROM json_each(d.j, '$.rows') e CROSS JOIN domain n ON n.id = e.value ->> 0),
	'org', (
		SELECT json_group_array(json_object('key', n.name, 'messages', e.value -> 1))
		FROM json_each(o.j, '$.rows') e CROSS JOIN org n ON n.id = e.value ->> 0
		WHERE n.name <> ''),
	'domains', d.j -> 'n', 'orgs', o.j -> 'n')
FROM d, o;
