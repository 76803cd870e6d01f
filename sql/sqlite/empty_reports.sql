-- How many reports without records are chosen.
SELECT count(*)
FROM report p JOIN org o ON o.id = p.org JOIN domain d ON d.id = p.domain
WHERE p.records = 0 AND p.conflict IS NULL AND p.day BETWEEN :from AND :to
  AND domain_match(d.name, :domain)	--? domain
  AND o.name = :org	--? org
  AND CAST(p.id AS TEXT) = :report	--? report
  AND (d.name LIKE :q ESCAPE '\' OR o.name LIKE :q ESCAPE '\' OR p.report_id LIKE :q ESCAPE '\')	--? q
;
