-- Fetches failed, up to the last one that ended.  A server that was away or unwell once may be
-- well the next time; what else ends a fetch will end the next one too.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, detail, link)
WITH
good(id) AS (SELECT ifnull(max(id), 0) FROM job WHERE ended IS NOT NULL AND state <> 'failed'),
bad(id, ended, passing, message) AS MATERIALIZED (
	SELECT job.id, ended, code IN ('away', 'remote'), message
	FROM good CROSS JOIN job ON job.id > good.id
	WHERE ended IS NOT NULL),
last(id, n, least) AS (
	SELECT max(id), count(*), iif((SELECT passing FROM bad ORDER BY id DESC LIMIT 1), 2, 1) FROM bad)
SELECT 'fetch_failed', '', 2, n, NULL, least, (SELECT ended FROM bad ORDER BY id LIMIT 1),
	clean(message, :max_detail), 'import.html'
FROM last CROSS JOIN bad ON bad.id = last.id
WHERE n >= least AND bad.ended >= :from * 86400;
