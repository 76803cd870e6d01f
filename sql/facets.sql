-- What the filter bar offers: policy domains and reporters, each list under all filters but its own.
WITH f(place, kind, key, messages, n) AS MATERIALIZED (
	SELECT place, c0, c1, c2, c3 FROM told(:facets))
SELECT json_object(
	'domain', (
		SELECT json_group_array(json_object('key', key, 'key_idn', idn(key), 'messages', messages))
		FROM (SELECT * FROM f WHERE kind = 'domain' ORDER BY place)),
	'org', (
		SELECT json_group_array(json_object('key', key, 'messages', messages))
		FROM (SELECT * FROM f WHERE kind = 'org' AND key <> '' ORDER BY place)),
	'domains', (SELECT ifnull(max(n), 0) FROM f WHERE kind = 'domain'),
	'orgs', (SELECT ifnull(max(n), 0) FROM f WHERE kind = 'org'));
