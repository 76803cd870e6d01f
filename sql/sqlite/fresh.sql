-- When a report came last that came in time; on how many days of the week before some did.
SELECT 'fresh', last, (
	SELECT count(DISTINCT imported / 86400) FROM fresh
	WHERE imported BETWEEN last - 7 * 86400 AND last)
FROM (SELECT max(imported) AS last FROM fresh);
