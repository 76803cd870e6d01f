-- The alarms: open ones first, the worst first, then the newest.
WITH listed(place, id) AS MATERIALIZED (
	SELECT row_number() OVER (ORDER BY resolved IS NOT NULL, closed IS NOT NULL,
			CASE WHEN resolved IS NULL THEN severity END DESC, opened DESC, value DESC, id),
		id
	FROM alarm
	WHERE (:state IS 'all' OR (resolved IS NULL AND closed IS NULL))
	  AND kind IN ('fail_rate', 'disposition') AND domain_match(subject, :domain)	--? domain
	ORDER BY 1 LIMIT 1000)
SELECT json_object(
	'window', json_object('from', date(:from * 86400, 'unixepoch'),
		'to', date(:to * 86400, 'unixepoch'), 'days', :days),
	'thresholds', json_object('fail_rate_warn', :fail_rate_warn / 100.0,
		'fail_rate_crit', :fail_rate_crit / 100.0, 'min_volume', :min_volume,
		'source_fail_min', :source_fail_min, 'disposition_min', :disposition_min),
	'push', json_object('on', json(iif(:push, 'true', 'false')),
		'waiting', (SELECT count(*) FROM push WHERE sent IS NULL),
		'last', (SELECT max(sent) FROM push),
		'error', (SELECT error FROM push WHERE sent IS NULL AND error IS NOT NULL
			ORDER BY id DESC LIMIT 1)),
	'open', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'rows', (SELECT json_group_array(json(json))
		FROM (SELECT r.json FROM listed CROSS JOIN alarm_row r ON r.id = listed.id ORDER BY place)));
