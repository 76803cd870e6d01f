UPDATE job SET state = :state, ended = unixepoch(), code = :code, message = :message
WHERE id = :id;
