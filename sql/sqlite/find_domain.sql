SELECT id FROM domain WHERE name = :text;
