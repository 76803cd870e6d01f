INSERT INTO ip (addr) VALUES (:addr);
