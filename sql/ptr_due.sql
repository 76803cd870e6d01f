-- Of the busiest addresses those that are to be asked for, the busiest first.
SELECT c1
FROM told(:group)
WHERE c0 = 'row' AND NOT EXISTS (SELECT 1 FROM ptr WHERE address = c1 AND due > :now)
ORDER BY place
LIMIT :most;
