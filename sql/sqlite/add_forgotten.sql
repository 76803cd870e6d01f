INSERT INTO forgotten
SELECT p.domain, p.begin, p.end, p.report_id, o.key
FROM report p JOIN org o ON o.id = p.org
WHERE p.id = :id AND p.conflict IS NULL
ON CONFLICT DO NOTHING;
