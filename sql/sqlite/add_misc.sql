INSERT INTO misc (text) VALUES (:text);
