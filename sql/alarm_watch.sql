-- What the reports of the window tell: domains that fail or are turned away, sources that fail.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, link)
WITH
w(j) AS MATERIALIZED (
	SELECT watch(:chosen, :from, :to, s.id, s.day0, s.day1, s.rows, NULL, :source_fail_min)
	FROM seg s
	WHERE s.day1 >= :from AND s.day0 <= :to),
days(link) AS (
	SELECT '&from=' || date(:from * 86400, 'unixepoch') || '&to=' || date(:to * 86400, 'unixepoch')),
domains(name, link, messages, fail, failed, quarantined, rejected, blocked) AS MATERIALIZED (
	SELECT d.name, 'records.html?domain=' || urlencode(d.name) || days.link, e.value ->> 1,
		e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, e.value ->> 6
	FROM w, days, json_each(w.j, '$.domain') e CROSS JOIN domain d ON d.id = e.value ->> 0),
sources(name, link, messages, fail, failed) AS (
	SELECT ip_text(i.addr), 'records.html?ip=' || urlencode(ip_text(i.addr)) || days.link,
		e.value ->> 1, e.value ->> 2, e.value ->> 3
	FROM w, days, json_each(w.j, '$.ip') e CROSS JOIN ip i ON i.id = e.value ->> 0)
SELECT 'fail_rate', name, 1 + (fail * 10000 >= :fail_rate_crit * messages), fail, messages,
	iif(fail * 10000 >= :fail_rate_crit * messages, :fail_rate_crit, :fail_rate_warn),
	failed * 86400, link || '&dmarc=fail'
FROM domains
WHERE messages >= :min_volume AND fail > 0 AND fail * 10000 >= :fail_rate_warn * messages
UNION ALL
SELECT 'disposition', name, 1, min(quarantined + rejected, messages), messages, :disposition_min, blocked * 86400,
	link || CASE 0 WHEN rejected THEN '&disp=quarantine' WHEN quarantined THEN '&disp=reject'
		ELSE '&disp=quarantine,reject' END
FROM domains
WHERE quarantined + rejected >= :disposition_min
UNION ALL
SELECT 'source_fail', name, 1, fail, messages, :source_fail_min, failed * 86400, link || '&dmarc=fail'
FROM sources
WHERE fail >= :source_fail_min;
