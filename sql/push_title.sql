SELECT clean(:prefix || title, 250) FROM push WHERE id = :id;
