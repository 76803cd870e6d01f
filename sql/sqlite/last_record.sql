SELECT max(id) FROM record;
