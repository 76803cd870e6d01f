-- The report that is counted when :id is gone.
SELECT id, ifnull(rec0, 1), ifnull(rec0, 1) + records - 1, messages
FROM report
WHERE conflict = :id
ORDER BY id
LIMIT 1;
