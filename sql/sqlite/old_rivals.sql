-- Reports of the same key whose hash was made by an older rule.
SELECT r.id
FROM domain d
JOIN report r ON r.domain = d.id AND r.report_id = :report_id AND r.begin = :begin AND r.end = :end
JOIN org o ON o.id = r.org AND o.key = lower(:org)
WHERE d.name = :domain AND r.identity < 2
LIMIT :limit;
