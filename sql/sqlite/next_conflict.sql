SELECT id FROM report WHERE conflict = :id ORDER BY id LIMIT 1;
