INSERT INTO seg2 (id, rows) VALUES (:id, zeroblob(:size));
