-- Of :id and another report of its key that says what hash says, the one that may go.
SELECT iif(o.conflict = r.id, o.id, r.id)
FROM report r JOIN org mine ON mine.id = r.org
JOIN report o ON o.domain = r.domain AND o.report_id = r.report_id
	AND o.begin = r.begin AND o.end = r.end
JOIN org theirs ON theirs.id = o.org
WHERE r.id = :id AND r.identity < :identity AND o.id <> r.id AND theirs.key = mine.key
  AND o.hash = :hash AND o.identity = :identity;
