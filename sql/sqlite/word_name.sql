SELECT name FROM name WHERE id = :id;
