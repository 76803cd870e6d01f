INSERT INTO seg3 (id, rows) VALUES (:id, :rows)
ON CONFLICT DO UPDATE SET rows = excluded.rows;
