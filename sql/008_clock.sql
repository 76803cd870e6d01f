-- When the clock was last believed, in seconds since 1970: one row, or none.
CREATE TABLE clock (
	id	INTEGER PRIMARY KEY CHECK (id = 1),
	seen	INTEGER NOT NULL
) STRICT;
