UPDATE seg SET day0 = min(day0, :day0), day1 = max(day1, :day1)
WHERE id = :id AND (day0 > :day0 OR day1 < :day1);
