UPDATE report SET hash = ifnull(:hash, hash), identity = :identity WHERE id = :id AND identity < :identity;
