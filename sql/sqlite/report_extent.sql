SELECT id, ifnull(rec0, 1), ifnull(rec0, 1) + records - 1, messages FROM report WHERE id = :id;
