-- When a fetch ended at last, and whether the last of each mailbox went well, as JSON; one row.
CREATE TEMP VIEW last_fetch (last_fetch, fetch_ok) AS
SELECT max(ended), CASE min(state IN ('done', 'stopped')) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END
FROM job WHERE id IN (SELECT max(id) FROM job WHERE ended IS NOT NULL GROUP BY mailbox);
