-- The segments that hold records of these days.
SELECT s.id, s.day0, s.day1, s.rows
	, (SELECT rows FROM seg2 WHERE seg2.id = s.id)	--? words
FROM seg s
WHERE s.day1 >= :from AND s.day0 <= :to;
