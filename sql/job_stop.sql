UPDATE job SET stop = 1 WHERE id = :id AND state = 'running';
