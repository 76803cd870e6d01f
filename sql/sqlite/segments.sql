-- The segments that hold records of these days.
SELECT s.id, s.day0, s.day1, s.rows
	, CASE WHEN :words THEN (SELECT rows FROM seg2 WHERE seg2.id = s.id) END
	, CASE WHEN :whose THEN (SELECT rows FROM seg3 WHERE seg3.id = s.id) END
FROM seg s
WHERE s.day1 >= :from AND s.day0 <= :to AND s.id BETWEEN :first AND :last;
