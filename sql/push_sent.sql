UPDATE push SET sent = unixepoch(), error = NULL WHERE id = :id;
