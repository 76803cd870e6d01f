-- Reports of the same key: the one that says the same first, else the one that is counted.
SELECT r.id, r.hash = :hash AS same
FROM report r JOIN org o ON o.id = r.org
WHERE r.domain = :domain AND r.report_id = :report_id
  AND r.begin = :begin AND r.end = :end
  AND o.key = (SELECT key FROM org WHERE id = :org)
ORDER BY same DESC, r.conflict IS NOT NULL
LIMIT 1;
