INSERT INTO seg (id, day0, day1, rows) VALUES (:id, :day0, :day1, zeroblob(:size));
