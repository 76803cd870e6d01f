SELECT id FROM report WHERE id > :after ORDER BY id LIMIT :limit;
