DELETE FROM record WHERE id BETWEEN :first AND :last;
