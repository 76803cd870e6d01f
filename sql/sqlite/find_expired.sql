INSERT INTO expired (report)
SELECT id FROM report WHERE day < :day AND conflict IS NULL ORDER BY rec0;
