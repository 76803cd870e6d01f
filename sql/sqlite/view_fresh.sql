-- When reports came that came in time, three days after their end at most; not those of long ago
-- that somebody filled in.  The index report_fresh is of these words.
CREATE TEMP VIEW fresh (imported) AS
SELECT imported FROM report WHERE imported - end < 259200;
