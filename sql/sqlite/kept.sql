-- What is kept, of all reports; and when the last came.
SELECT 'kept', (SELECT count(*) FROM report), (SELECT min(day) FROM report), (SELECT max(day) FROM report)
UNION ALL SELECT 'last', ifnull((SELECT max(imported) FROM fresh),
		(SELECT end FROM report ORDER BY day DESC LIMIT 1)),
	(SELECT imported FROM report ORDER BY id DESC LIMIT 1), NULL;
