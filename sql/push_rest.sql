SELECT count(*) FROM push WHERE sent IS NULL AND (due <= unixepoch() OR due > unixepoch() + 86400) AND id <> :id;
