-- Fetches of a mailbox failed, up to its last one that ended.  A server that was away or unwell once
-- may be well the next time; what else ends a fetch will end the next one too.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, detail, link)
WITH
good(mailbox, id) AS (
	SELECT mailbox, max(iif(ended IS NOT NULL AND state <> 'failed', id, 0)) FROM job GROUP BY mailbox),
bad(mailbox, id, ended, passing, message) AS MATERIALIZED (
	SELECT job.mailbox, job.id, ended, code IN ('away', 'remote'), message
	FROM good CROSS JOIN job ON job.mailbox = good.mailbox AND job.id > good.id
	WHERE ended IS NOT NULL),
run(id, first, n) AS (SELECT max(id), min(id), count(*) FROM bad GROUP BY mailbox)
SELECT 'fetch_failed', iif(last.mailbox = 'main', '', last.mailbox), 2, n, NULL, iif(last.passing, 2, 1),
	first.ended, clean(last.message, :max_detail), 'import.html'
FROM run CROSS JOIN bad last ON last.id = run.id CROSS JOIN bad first ON first.id = run.first
WHERE n >= iif(last.passing, 2, 1) AND last.ended >= :from * 86400;
