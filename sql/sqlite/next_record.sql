SELECT ifnull((SELECT max(id) FROM record), 0) + 1;
