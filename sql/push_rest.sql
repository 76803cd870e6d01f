SELECT count(*) FROM push WHERE sent IS NULL AND (due <= unixepoch() OR due > unixepoch() + 172800) AND id <> :id;
