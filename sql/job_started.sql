-- The fetches that were started, or joined; the first of them stands in front.
WITH started(n, id, joined, mailbox) AS (
	SELECT key, job.id, json(iif(value ->> 1, 'true', 'false')), mailbox
	FROM json_each('[' || :started || ']') JOIN job ON job.id = value ->> 0)
SELECT json_object('job', id, 'joined', json(joined), 'jobs',
	(SELECT json_group_array(json_object('mailbox', mailbox, 'job', id, 'joined', json(joined)))
		FROM (SELECT * FROM started ORDER BY n)))
FROM started WHERE n = 0;
