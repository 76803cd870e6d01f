DELETE FROM seg2 WHERE id BETWEEN :first AND :last;
