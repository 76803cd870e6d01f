SELECT version FROM derived WHERE name = :name;
