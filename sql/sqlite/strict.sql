-- The records of reports whose policy wants strict alignment, and of what: 1 DKIM, 2 SPF.
SELECT r.rec0, r.rec0 + r.records - 1, (p.adkim = 3) + 2 * (p.aspf = 3)
FROM report r JOIN policy p ON p.id = r.policy
WHERE (p.adkim = 3 OR p.aspf = 3) AND r.records > 0
ORDER BY r.rec0;
