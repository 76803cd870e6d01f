-- The alarms: open ones first, the worst first, then the newest.
WITH limits(key, what, unit, value) AS (VALUES
	('window_days', 'Days looked at, up to today', '', :days),
	('fail_rate_warn', 'Failing share of a domain: a warning', '%', :fail_rate_warn),
	('fail_rate_crit', 'Failing share of a domain: critical', '%', :fail_rate_crit),
	('min_volume', 'Messages of a domain before its share counts', '', :min_volume),
	('source_fail_min', 'Failed messages of one address', '', :source_fail_min),
	('disposition_min', 'Messages of a domain quarantined or rejected', '', :disposition_min)),
listed(place, id) AS MATERIALIZED (
	SELECT row_number() OVER (ORDER BY resolved IS NOT NULL, closed IS NOT NULL,
			CASE WHEN resolved IS NULL THEN severity END DESC, opened DESC, value DESC, id),
		id
	FROM alarm_words
	WHERE (:state IS 'all' OR (resolved IS NULL AND closed IS NULL))
	  AND about = 'domain' AND domain_match(subject, :domain)	--? domain
	ORDER BY 1 LIMIT 1000)
SELECT json_object(
	'window', json_object('from', date(:from * 86400, 'unixepoch'),
		'to', date(:to * 86400, 'unixepoch'), 'days', :days),
	'thresholds', (SELECT json_group_object(key, iif(unit = '%', value / 100.0, value)) FROM limits),
	'limits', (SELECT json_group_array(json_object('setting', 'ALARM_' || upper(key), 'what', what,
		'value', iif(unit = '%', rtrim(rtrim(round(value / 100.0, 2), '0'), '.') || char(160) || '%',
			format('%,d', value)))) FROM limits),
	'push', json_object('on', json(iif(:push, 'true', 'false')),
		'waiting', (SELECT count(*) FROM push WHERE sent IS NULL),
		'last', (SELECT max(sent) FROM push),
		'error', (SELECT error FROM push WHERE sent IS NULL AND error IS NOT NULL
			ORDER BY id DESC LIMIT 1)),
	'open', (SELECT count(*) FROM alarm WHERE resolved IS NULL AND closed IS NULL),
	'rows', (SELECT json_group_array(json(json))
		FROM (SELECT r.json FROM listed CROSS JOIN alarm_row r ON r.id = listed.id ORDER BY place)));
