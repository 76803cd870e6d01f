-- Other reports of the same key: the one that says the same first, else the one that is counted.
SELECT r.id, ifnull(r.conflict, r.id) AS counted,
	r.hash = :hash AND r.identity = :identity AS same
FROM report r JOIN org o ON o.id = r.org
WHERE r.domain = :domain AND r.report_id = :report_id
  AND r.begin = :begin AND r.end = :end
  AND o.key = (SELECT key FROM org WHERE id = :org)
  AND r.id <> :but
ORDER BY same DESC, r.conflict IS NOT NULL
LIMIT 1;
