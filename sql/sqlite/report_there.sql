SELECT id FROM report WHERE id = :id;
