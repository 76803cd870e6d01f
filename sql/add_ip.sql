INSERT INTO ip (addr) VALUES (:addr) RETURNING id;
