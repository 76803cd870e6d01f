DELETE FROM job
WHERE state <> 'running' AND ifnull(ended, started) < unixepoch() - :days * 86400
  AND id <= (SELECT id FROM job ORDER BY id DESC LIMIT 1 OFFSET 100)
RETURNING 1;
