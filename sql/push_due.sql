SELECT max(due - unixepoch(), 0) FROM push WHERE id = :id;
