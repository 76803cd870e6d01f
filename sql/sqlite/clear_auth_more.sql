DELETE FROM auth_more WHERE record BETWEEN :first AND :last;
