-- The reports before a day, in the order of their records.  Those in conflict go with theirs.
CREATE TEMP TABLE IF NOT EXISTS expired (n INTEGER PRIMARY KEY, report INTEGER NOT NULL);
