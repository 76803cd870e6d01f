-- What is chosen, by key, return path, address and reporter.
WITH
p AS MATERIALIZED (SELECT * FROM told(:parts)),
result(kind, domain, selector, result, scope, messages, failed, first, last) AS (
	SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9 FROM p WHERE c0 = 'auth'),
key AS (
	SELECT domain, selector, sum(messages) AS messages,
		sum(iif(result = 'pass', messages, 0)) AS passed, min(first) AS first,
		max(iif(result = 'pass', last, NULL)) AS last_pass
	FROM result WHERE kind = 0 GROUP BY domain, selector ORDER BY 3 DESC, 1, 2)
SELECT json_object(
	'keys', (SELECT json_group_array(json_object('domain', domain, 'selector', selector,
		'messages', messages, 'passed', passed, 'first', date(first * 86400, 'unixepoch'),
		'last_pass', date(last_pass * 86400, 'unixepoch'))) FROM key),
	'reporters', (SELECT json_group_array(json_object('org', c1, 'messages', c2, 'failed', c3,
		'stopped', c4)) FROM (SELECT * FROM p WHERE c0 = 'org' ORDER BY place)));
