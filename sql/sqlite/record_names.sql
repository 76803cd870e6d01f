-- The place of a record in its report, and the domains it names, as the report has them.
SELECT 'names', r.id - p.rec0 + 1, f.name, CASE r.efrom WHEN 0 THEN '' ELSE e.name END, t.name
FROM record r
JOIN report p ON p.id = :report
LEFT JOIN name f ON f.id = r.hfrom
LEFT JOIN name e ON e.id = r.efrom
LEFT JOIN name t ON t.id = r.eto
WHERE r.id = :id;
