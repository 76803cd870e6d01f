INSERT INTO domain (name) VALUES (:text) RETURNING id;
