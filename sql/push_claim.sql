-- Before it is sent a push waits as if that had failed: 1, 2, 4 ... 60 minutes.  Whatever kills
-- the program in between, it is told once more, later, and not every minute.  Without an error it
-- is on its way, and no check changes it.
UPDATE push
SET tries = tries + 1, error = NULL, due = unixepoch() + min(3600, 60 << min(tries, 6))
WHERE id = :id;
