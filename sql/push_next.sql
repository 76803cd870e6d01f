SELECT id FROM push WHERE sent IS NULL AND due <= unixepoch() AND id > :after ORDER BY id LIMIT 1;
