SELECT id FROM org WHERE name = :text;
