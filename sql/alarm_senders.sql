-- What the reports of the window tell of each sender; and of all strangers of a domain together.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, link, domain, title, text, todo)
WITH
s(id, domain, kind, name, class, rule, title, what, text, todo, messages, failed, stopped, delivered,
	since, first, usual, refused, policy) AS MATERIALIZED (
	SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19
	FROM told(:senders)),
days(link) AS (
	SELECT '&from=' || date(:from * 86400, 'unixepoch') || '&to=' || date(:to * 86400, 'unixepoch')),
-- A domain that has been watched for a month, and one that is new in it.
watched(domain) AS MATERIALIZED (
	SELECT domain FROM identity GROUP BY domain HAVING min(first) <= :to - 30),
fresh AS MATERIALIZED (
	SELECT s.* FROM s JOIN watched USING (domain) WHERE first > :to - 7),
was_well(domain, kind, name) AS MATERIALIZED (
	SELECT domain, kind, name FROM identity
	WHERE id IN (SELECT identity FROM identity_past WHERE class = 'mine-ok')),
mine AS MATERIALIZED (
	SELECT s.*, failed > 0 AND messages >= :ALARM_MIN_VOLUME
			AND failed * 10000 >= :ALARM_FAIL_RATE_WARN * messages AS warn,
		failed > 0 AND messages >= :ALARM_MIN_VOLUME
			AND failed * 10000 >= :ALARM_FAIL_RATE_CRIT * messages AS crit,
		min(stopped, failed) >= :ALARM_DISPOSITION_MIN AS turned_away,
		class = 'mine-broken' AND policy IN ('quarantine', 'reject') AS refusable,
		class = 'mine-broken' AND (:to - since >= 1 OR failed >= 50)
			AND (rule = 'M6' OR (domain, kind, name) IN was_well) AS turned	-- M6: beside what is well
	FROM s WHERE class GLOB 'mine-*'),
loudest(id) AS MATERIALIZED (		-- of the nameless networks of a domain: one speaks for all
	SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY domain ORDER BY failed DESC, id) AS place
		FROM s WHERE class = 'undecided' AND kind = 'net') WHERE place = 1),
strangers(domain, delivered, usual) AS (
	SELECT domain, sum(delivered), sum(usual) FROM s WHERE class = 'stranger' GROUP BY domain)
SELECT 'mine_broken', id, 1 + (crit OR turned_away OR refusable), failed, messages,
	CASE WHEN turned_away THEN :ALARM_DISPOSITION_MIN WHEN crit THEN :ALARM_FAIL_RATE_CRIT
		WHEN warn THEN :ALARM_FAIL_RATE_WARN ELSE :ALARM_SOURCE_FAIL_MIN END,
	ifnull(since, :to) * 86400, 'records.html?sender=' || id || days.link || '&dmarc=fail', domain,
	what || CASE WHEN stopped = 0 THEN ' fails' WHEN refused >= stopped - refused THEN ' is being rejected'
		ELSE ' goes to spam' END || ': ' || domain, text, todo
FROM mine, days WHERE warn OR turned_away OR turned OR failed >= :ALARM_SOURCE_FAIL_MIN
UNION ALL
SELECT 'new_own', id, 2, messages, NULL, 1, first * 86400, 'records.html?sender=' || id || days.link, domain,
	'Somebody new signs as ' || domain, text, ifnull(todo, 'Say whether it is yours')
FROM fresh, days WHERE kind = 'own' AND class <> 'mine-broken' AND messages >= 20
UNION ALL
SELECT 'replay', id, 2, messages, NULL, 50, first * 86400, 'records.html?sender=' || id || days.link, domain,
	'Your key passes from somewhere else: ' || domain, text, todo
FROM s, days WHERE rule = 'U8'
UNION ALL
SELECT 'new_sender', id, 1, messages, NULL, 20, first * 86400, 'records.html?sender=' || id || days.link, domain,
	title || ' sends as ' || domain || ': is it yours?', text, todo
FROM s, days WHERE class = 'undecided' AND rule <> 'U8' AND kind NOT IN ('own', 'crowd')
  AND (kind <> 'net' OR id IN loudest)
  AND (failed >= :ALARM_SOURCE_FAIL_MIN OR (messages >= 20 AND id IN (SELECT id FROM fresh))
	OR id IN (SELECT subject FROM alarm WHERE kind = 'new_sender' AND resolved IS NULL))	-- until it is answered
UNION ALL
SELECT 'forgery', domain || '__crowd__', 1, delivered, NULL, 1000, (:to - 6) * 86400,
	'records.html?domain=.' || urlencode(domain) || days.link || '&class=stranger&dmarc=fail&disp=none', domain,
	'Forged mail of ' || domain || ' is delivered',
	format('%,d', delivered) || ' forged messages as ' || domain || ' were delivered, more than three times '
		|| 'what is usual in a week.',
	'Ask for more than p=none, once your own mail passes'
FROM strangers, days WHERE delivered > 1000 AND delivered > 3 * usual;
