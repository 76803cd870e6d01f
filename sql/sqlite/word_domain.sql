SELECT name FROM domain WHERE id = :id;
