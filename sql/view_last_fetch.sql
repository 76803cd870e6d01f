-- When the last fetch ended, and whether it went well, as JSON; one row.
CREATE TEMP VIEW last_fetch (last_fetch, fetch_ok) AS
SELECT ended, CASE state IN ('done', 'stopped') WHEN 1 THEN 'true' WHEN 0 THEN 'false' END
FROM (SELECT 1) LEFT JOIN (SELECT ended, state FROM job WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1);
