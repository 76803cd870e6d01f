-- In what two texts of JSON differ, a line each: where, what was, what is.
WITH
was AS (SELECT fullkey, json_quote(atom) AS value FROM json_tree(:was) WHERE atom IS NOT NULL),
now AS (SELECT fullkey, json_quote(atom) AS value FROM json_tree(:now) WHERE atom IS NOT NULL),
places AS (SELECT fullkey FROM was UNION SELECT fullkey FROM now)
SELECT replace(substr(p.fullkey, 3), '"', '') || char(9) || ifnull(w.value, 'null') || char(9) ||
	ifnull(n.value, 'null')
FROM places p
LEFT JOIN was w ON w.fullkey = p.fullkey
LEFT JOIN now n ON n.fullkey = p.fullkey
WHERE w.value IS NOT n.value
ORDER BY p.fullkey;
