SELECT count(*) FROM push WHERE sent IS NULL AND due <= unixepoch() AND id <> :id;
