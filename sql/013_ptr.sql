-- What DNS calls addresses: names that lead back to them alone.
CREATE TABLE ptr (
	address	TEXT PRIMARY KEY,		-- canonical (RFC 5952)
	host	TEXT,				-- null: it has none
	due	INTEGER NOT NULL		-- when it is asked for again, in seconds since 1970
) STRICT, WITHOUT ROWID;
