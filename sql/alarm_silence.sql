-- No fresh report for two days, where they came on several days of the week before.
INSERT INTO situation (kind, subject, severity, value, total, bound, since, link)
SELECT 'no_reports', '', 1, (:now - last) / 3600, NULL, 48, last, 'reports.html'
FROM (SELECT c1 AS last, c2 AS days FROM told(:fresh))
WHERE :now - last >= 48 * 3600 AND days >= 3;
