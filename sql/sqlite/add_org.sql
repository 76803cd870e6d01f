INSERT INTO org (name, key) VALUES (:text, lower(:text));
