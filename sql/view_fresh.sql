-- When reports came that came in time: not those of long ago that somebody filled in.
CREATE TEMP VIEW fresh (imported) AS
SELECT imported FROM report WHERE imported - end < 259200;
