SELECT id FROM job WHERE state = 'running' ORDER BY id DESC LIMIT 1;
