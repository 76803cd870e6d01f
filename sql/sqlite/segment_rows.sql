-- What the segments hold of the records :first to :last.  The '+' keeps each report's own
-- range in charge of the search.
SELECT *
FROM segment_row
WHERE rec0 >= ifnull((SELECT max(rec0) FROM report WHERE rec0 <= :first), :first)
  AND rec0 <= :last AND +id BETWEEN :first AND :last
ORDER BY rec0;
