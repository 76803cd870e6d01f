-- A segment, as it is kept.
SELECT s.day0, s.day1, s.rows, t.rows FROM seg s JOIN seg2 t ON t.id = s.id WHERE s.id = :id;
