-- Who sends as the domains of reports, as lib/roster/ tells it: derived, but for its first day.
CREATE TABLE identity (
	id	INTEGER PRIMARY KEY AUTOINCREMENT,	-- seg3 may name one that is gone
	domain	TEXT NOT NULL,			-- organizational
	kind	TEXT NOT NULL,			-- own, fwd, svc, dom, net; crowd: nameless networks
	name	TEXT NOT NULL,
	service	TEXT,				-- its key in the table of services
	first	INTEGER NOT NULL,		-- days since 1970; kept when what told of it is gone
	last	INTEGER NOT NULL,
	class	TEXT NOT NULL,
	rule	TEXT NOT NULL,
	sure	INTEGER NOT NULL,		-- else probably
	since	INTEGER,			-- first day of the failures that go on; null: none do
	passed	INTEGER,			-- the last day on which anything passed; null: none did
	keys	TEXT,				-- that proved it, by family, most messages first; null: none
	spf	INTEGER NOT NULL,		-- SPF of the domain did, too
	signer	TEXT,				-- the foreign domain that signs it
	envelope TEXT,				-- the foreign return path that passes
	UNIQUE (domain, kind, name)
) STRICT;

CREATE TABLE identity_past (			-- from which day on it was taken for what
	identity INTEGER NOT NULL,
	day	INTEGER NOT NULL,
	class	TEXT NOT NULL,
	rule	TEXT NOT NULL,
	PRIMARY KEY (identity, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER identity_gone AFTER DELETE ON identity BEGIN
	DELETE FROM identity_past WHERE identity = old.id;
END;

-- The identity of each record, in the places of seg; 0: not told yet, or too long ago.
CREATE TABLE seg3 (
	id	INTEGER PRIMARY KEY,
	rows	BLOB NOT NULL
) STRICT;

-- How far that is: the newest report that was told of; when, and with what knowledge of names.
CREATE TABLE roster (
	one	INTEGER PRIMARY KEY CHECK (one = 1),
	report	INTEGER NOT NULL,
	day	INTEGER NOT NULL,
	time	INTEGER NOT NULL,
	pause	INTEGER NOT NULL,		-- seconds until it is worth the while again
	knowledge TEXT NOT NULL
) STRICT;
INSERT INTO roster VALUES (1, 0, 0, 0, 0, '');

-- An id may be given again.
CREATE TRIGGER roster_gone AFTER DELETE ON report BEGIN
	UPDATE roster SET report = coalesce((SELECT max(id) FROM report), 0)
	WHERE report > coalesce((SELECT max(id) FROM report), 0);
END;

-- What the user said of one, and took back: never derived, and no row ever changes.
CREATE TABLE mark (
	id	INTEGER PRIMARY KEY,
	domain	TEXT NOT NULL,
	kind	TEXT NOT NULL,
	name	TEXT NOT NULL,
	what	TEXT NOT NULL,			-- mine, not-mine, expected; none: not any more
	who	TEXT,
	time	INTEGER NOT NULL,
	note	TEXT
) STRICT;
CREATE INDEX mark_of ON mark (domain, kind, name);
