-- By which rule a report's hash was made (IDENTITY_VERSION): 1 was of parsed values.
ALTER TABLE report ADD COLUMN identity INTEGER NOT NULL DEFAULT 1;
CREATE INDEX report_identity ON report (id) WHERE identity < 2;

-- The tables that are made from others, and the version of what made them.
CREATE TABLE derived (
	name	TEXT PRIMARY KEY,
	version	INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO derived VALUES ('segments', 1);
