UPDATE derived SET version = :version WHERE name = :name;
