INSERT INTO refused (time, via, job, file, part, code, message)
VALUES (unixepoch(), :via, :job, :file, :part, :code, :message);
