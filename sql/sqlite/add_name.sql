INSERT INTO name (name) VALUES (:text);
