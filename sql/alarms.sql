-- The alarms: open ones first, the worst first, then the newest.
WITH limits(setting, value, unit, what) AS MATERIALIZED (
	SELECT c0, c1, c2, c3 FROM told(:limits)),
listed(place, id) AS MATERIALIZED (
	SELECT row_number() OVER (ORDER BY resolved IS NOT NULL, closed IS NOT NULL,
			CASE WHEN resolved IS NULL THEN severity END DESC, opened DESC, value DESC, id),
		id
	FROM alarm_words
	WHERE (:state IS 'all' OR (resolved IS NULL AND closed IS NULL))
	  AND about IN ('domain', 'sender') AND domain_match(ifnull(domain, subject), :domain)	--? domain
	ORDER BY 1 LIMIT 1000)
SELECT json_object(
	'window', json_object('from', date(:from * 86400, 'unixepoch'),
		'to', date(:to * 86400, 'unixepoch'), 'days', :ALARM_WINDOW_DAYS),
	'thresholds', (SELECT json_group_object(lower(substr(setting, 7)), iif(unit = '%', value / 100.0, value)) FROM limits),
	'limits', (SELECT json_group_array(json_object('setting', setting,
		'what', upper(substr(what, 1, 1)) || substr(what, 2),
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
