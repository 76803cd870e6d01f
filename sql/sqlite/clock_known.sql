-- What is known of the time, whatever the clock tells now: when it was last believed, or a report
-- came within three days of its end.  Where nothing of it is known, when the last report came.
WITH
seen(at) AS (SELECT ifnull((SELECT seen FROM clock), 0)),
fresh(at) AS (
	SELECT ifnull((SELECT imported FROM report
		WHERE imported - end < 259200 AND imported >= end - 86400 AND imported <= :now
		ORDER BY imported DESC LIMIT 1), 0))
SELECT CASE WHEN seen.at + fresh.at > 0 THEN max(seen.at, fresh.at)
	ELSE ifnull((SELECT max(imported) FROM report), :now) END
FROM seen, fresh;
