-- No fresh report for two days, where they came on several days of the week before.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, link)
SELECT 'no_reports', '', 1, (:now - last) / 3600, NULL, 48, last, 'reports.html'
FROM (SELECT max(imported) AS last FROM fresh)
WHERE :now - last >= 48 * 3600 AND (
	SELECT count(DISTINCT imported / 86400) FROM fresh
	WHERE imported BETWEEN last - 7 * 86400 AND last) >= 3;
