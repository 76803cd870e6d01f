-- What the reports of the window tell: domains that fail or are turned away, sources that fail.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, link)
WITH
w(kind, name, messages, fail, failed, quarantined, rejected, blocked) AS MATERIALIZED (
	SELECT c0, c1, c2, c3, c4, c5, c6,
		c7
	FROM told(:watch)),
days(link) AS (
	SELECT '&from=' || date(:from * 86400, 'unixepoch') || '&to=' || date(:to * 86400, 'unixepoch')),
domains AS (
	SELECT w.*, 'records.html?domain=' || urlencode(name) || days.link AS link
	FROM w, days WHERE kind = 'domain'),
sources AS (
	SELECT w.*, 'records.html?ip=' || urlencode(name) || days.link AS link
	FROM w, days WHERE kind = 'ip' AND name IS NOT NULL)
SELECT 'fail_rate', name, 1 + (fail * 10000 >= :ALARM_FAIL_RATE_CRIT * messages), fail, messages,
	iif(fail * 10000 >= :ALARM_FAIL_RATE_CRIT * messages, :ALARM_FAIL_RATE_CRIT, :ALARM_FAIL_RATE_WARN),
	failed * 86400, link || '&dmarc=fail'
FROM domains
WHERE messages >= :ALARM_MIN_VOLUME AND fail > 0 AND fail * 10000 >= :ALARM_FAIL_RATE_WARN * messages
UNION ALL
SELECT 'disposition', name, 1, min(quarantined + rejected, messages), messages, :ALARM_DISPOSITION_MIN, blocked * 86400,
	link || CASE 0 WHEN rejected THEN '&disp=quarantine' WHEN quarantined THEN '&disp=reject'
		ELSE '&disp=quarantine,reject' END
FROM domains
WHERE quarantined + rejected >= :ALARM_DISPOSITION_MIN
UNION ALL
SELECT 'source_fail', name, 1, fail, messages, :ALARM_SOURCE_FAIL_MIN, failed * 86400, link || '&dmarc=fail'
FROM sources;
