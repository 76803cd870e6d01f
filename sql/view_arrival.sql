-- When the last report came; where none came in time, the end of the newest.
CREATE TEMP VIEW arrival (last) AS
SELECT ifnull(max(imported), (SELECT end FROM report ORDER BY day DESC LIMIT 1)) FROM fresh;
