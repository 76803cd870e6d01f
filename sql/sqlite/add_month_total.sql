-- The sums of a report, before it is forgotten, if it was not before.  None grows larger than JSON
-- can carry.
INSERT INTO month_total
SELECT p.domain, strftime('%Y-%m', p.day * 86400, 'unixepoch'), 1, p.records,
	messages(r.count), ifnull(messages(r.count) FILTER (WHERE outcome(r.disposition, r.dkim, r.spf) & 3), 0),
	ifnull(messages(r.count) FILTER (WHERE NOT outcome(r.disposition, r.dkim, r.spf) & 3), 0)
FROM report p LEFT JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
WHERE p.id = :id AND p.conflict IS NULL AND NOT EXISTS (
	SELECT 1 FROM forgotten f
	WHERE f.domain = p.domain AND f.begin = p.begin AND f.end = p.end AND f.report_id = p.report_id
	  AND f.org = (SELECT key FROM org WHERE id = p.org))
GROUP BY p.id
ON CONFLICT DO UPDATE SET reports = reports + excluded.reports, records = records + excluded.records,
	messages = min(messages + excluded.messages, 9007199254740991),
	pass = min(pass + excluded.pass, 9007199254740991),
	fail = min(fail + excluded.fail, 9007199254740991);
