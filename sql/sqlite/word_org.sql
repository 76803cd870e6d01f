SELECT name FROM org WHERE id = :id;
