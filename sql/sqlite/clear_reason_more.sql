DELETE FROM reason_more WHERE record BETWEEN :first AND :last;
