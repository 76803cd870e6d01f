SELECT addr FROM ip WHERE id = :id;
