INSERT INTO original (id, bytes) VALUES (:report << 16 | :n, :bytes);
