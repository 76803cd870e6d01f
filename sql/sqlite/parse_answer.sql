-- All that was read of an input: its reports with everything they say, or the gravest error.
WITH
records(report, list) AS (
	SELECT report, json_group_array(json(json))
	FROM (SELECT report, json FROM record_said ORDER BY record)
	GROUP BY report),
totals(report, records, messages, pass) AS (
	SELECT p.id, count(*), messages(r.count),
		messages(r.count * (outcome(r.disposition, r.dkim, r.spf) & 3 <> 0))
	FROM report p CROSS JOIN record r ON r.id BETWEEN p.rec0 AND p.rec0 + p.records - 1
	GROUP BY p.id),
aggregate(report, json) AS (
	SELECT s.report, json_object(
		'type', 'aggregate', 'xmlns', s.xmlns, 'version', s.version,
		'metadata', json(s.metadata), 'policy', json(s.policy),
		'records', json(ifnull(r.list, '[]')),
		'totals', json_object('records', ifnull(t.records, 0),
			'messages', ifnull(t.messages, 0),
			'dmarc_pass', ifnull(t.pass, 0)),
		'warnings', json(s.warnings))
	FROM report_said s
	LEFT JOIN records r ON r.report = s.report
	LEFT JOIN totals t ON t.report = s.report)
SELECT CASE WHEN EXISTS (SELECT 1 FROM result WHERE status <> 'failed')
	THEN json_object(
		'reports', (
			SELECT json_group_array(json(CASE type
				WHEN 'aggregate' THEN (SELECT json FROM aggregate WHERE report = x.id)
				ELSE iif(named, json_object('type', type, 'organization_name', x.org,
					'report_id', x.report_id), json_object('type', type)) END))
			FROM (SELECT * FROM result WHERE status <> 'failed' ORDER BY n) x),
		'rejected', (
			SELECT json_group_array(json_object('error', code, 'part', part, 'message', message))
			FROM (SELECT * FROM result WHERE status = 'failed' ORDER BY n)))
	ELSE (SELECT json_object('error', code, 'message', message)
	      FROM result ORDER BY rank, n LIMIT 1) END;
