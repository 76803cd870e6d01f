-- When the last report came, or where none came in time the end of the newest; when the last fetch
-- ended, and whether it went well, as JSON.
CREATE TEMP VIEW freshness (last_report, last_fetch, fetch_ok) AS
SELECT (SELECT ifnull(max(imported), (SELECT end FROM report ORDER BY day DESC LIMIT 1)) FROM fresh),
	ended, CASE state IN ('done', 'stopped') WHEN 1 THEN 'true' WHEN 0 THEN 'false' END
FROM (SELECT 1) LEFT JOIN (SELECT ended, state FROM job WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1);
