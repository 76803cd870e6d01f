SELECT id FROM misc WHERE text = :text;
