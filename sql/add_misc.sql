INSERT INTO misc (text) VALUES (:text) RETURNING id;
