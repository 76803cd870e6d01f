DELETE FROM seg WHERE id BETWEEN :first AND :last;
