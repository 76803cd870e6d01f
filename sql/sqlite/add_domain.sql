INSERT INTO domain (name) VALUES (:text);
