INSERT INTO name (name) VALUES (:text) RETURNING id;
