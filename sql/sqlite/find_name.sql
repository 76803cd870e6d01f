SELECT id FROM name WHERE name = :text;
