-- The report that a record is of.
SELECT id FROM report
WHERE rec0 = (SELECT max(rec0) FROM report WHERE rec0 <= :id) AND :id < rec0 + records;
