-- What is read of a report: itself, then each of its records, in their order.
SELECT json FROM (
	SELECT 0 AS n, json_object('xmlns', xmlns, 'version', version, 'metadata', json(metadata),
		'policy', json(policy), 'warnings', json(warnings)) AS json
	FROM report_said WHERE report = :id
	UNION ALL
	SELECT record, json FROM record_said WHERE report = :id)
ORDER BY n;
