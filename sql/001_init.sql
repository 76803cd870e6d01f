-- Dictionaries: each word once.  Ids are never given to another word.
CREATE TABLE org (
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL UNIQUE,
	key	TEXT NOT NULL			-- lower case: identity
) STRICT;

CREATE TABLE domain (				-- policy domains
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE name (				-- other domains, and selectors
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ip (
	id	INTEGER PRIMARY KEY,
	addr	BLOB NOT NULL UNIQUE CHECK (length(addr) = 16)	-- IPv4 as ::ffff:a.b.c.d
) STRICT;

CREATE TABLE misc (				-- prose: comments, human results
	id	INTEGER PRIMARY KEY,
	text	TEXT NOT NULL UNIQUE
) STRICT;

-- Tuples of words; 0 is absent.
CREATE TABLE auth (				-- a result of auth_results
	id	INTEGER PRIMARY KEY,
	kind	INTEGER NOT NULL,		-- 0 DKIM, 1 SPF
	domain	INTEGER NOT NULL,		-- name
	selector INTEGER NOT NULL,		-- name
	scope	INTEGER NOT NULL,
	result	INTEGER NOT NULL,
	human	INTEGER NOT NULL,		-- misc
	UNIQUE (domain, selector, kind, scope, result, human)
) STRICT;

CREATE TABLE reason (
	id	INTEGER PRIMARY KEY,
	type	INTEGER NOT NULL,
	comment	INTEGER NOT NULL,		-- misc
	UNIQUE (type, comment)
) STRICT;

CREATE TABLE policy (				-- policy_published, without its domain
	id	INTEGER PRIMARY KEY,
	adkim	INTEGER NOT NULL,
	aspf	INTEGER NOT NULL,
	p	INTEGER NOT NULL,
	sp	INTEGER NOT NULL,
	np	INTEGER NOT NULL,
	pct	INTEGER NOT NULL,		-- -1 absent
	fo	TEXT NOT NULL,
	testing	INTEGER NOT NULL,
	discovery INTEGER NOT NULL,
	UNIQUE (p, sp, np, pct, adkim, aspf, fo, testing, discovery)
) STRICT;

CREATE TABLE sender (				-- what a reporter says of itself
	id	INTEGER PRIMARY KEY,
	email	TEXT NOT NULL,
	contact	TEXT NOT NULL,
	generator TEXT NOT NULL,
	version	TEXT NOT NULL,
	xmlns	TEXT NOT NULL,
	UNIQUE (email, contact, generator, version, xmlns)
) STRICT;

CREATE TABLE report (
	id	INTEGER PRIMARY KEY,
	org	INTEGER NOT NULL REFERENCES org,
	domain	INTEGER NOT NULL REFERENCES domain,
	report_id TEXT NOT NULL,		-- '' absent
	begin	INTEGER NOT NULL,
	end	INTEGER NOT NULL,
	hash	BLOB NOT NULL,			-- of what it says, whatever the order of records
	day	INTEGER NOT NULL,		-- since 1970: of the middle of its range
	conflict INTEGER,			-- the report of the same key that is counted
	rec0	INTEGER,			-- its records are rec0 .. rec0 + records - 1
	records	INTEGER NOT NULL,
	messages INTEGER NOT NULL,
	policy	INTEGER NOT NULL REFERENCES policy,
	sender	INTEGER NOT NULL REFERENCES sender,
	warnings INTEGER NOT NULL,
	imported INTEGER NOT NULL,
	via	TEXT NOT NULL,
	size	INTEGER NOT NULL,		-- bytes of the original, compressed
	UNIQUE (domain, report_id, begin, end, org, hash)
) STRICT;
CREATE INDEX report_day ON report (day);
CREATE UNIQUE INDEX report_rec0 ON report (rec0);

CREATE TABLE record (				-- no index: the segments find them
	id	INTEGER PRIMARY KEY,
	ip	INTEGER NOT NULL,		-- 0 none
	count	INTEGER NOT NULL,
	disposition INTEGER NOT NULL,
	dkim	INTEGER NOT NULL,
	spf	INTEGER NOT NULL,
	hfrom	INTEGER NOT NULL,		-- name; 0 absent
	efrom	INTEGER,			-- name; 0 the null sender, NULL absent
	eto	INTEGER NOT NULL,
	dk1	INTEGER NOT NULL,		-- auth: the first two DKIM results
	dk2	INTEGER NOT NULL,
	sp1	INTEGER NOT NULL,		-- auth: the first SPF result
	reason	INTEGER NOT NULL,		-- the first
	raw	INTEGER NOT NULL		-- misc: a source_ip that is no address
) STRICT;

CREATE TABLE auth_more (			-- the other results, in order
	record	INTEGER NOT NULL,
	n	INTEGER NOT NULL,
	auth	INTEGER NOT NULL,
	PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE reason_more (
	record	INTEGER NOT NULL,
	n	INTEGER NOT NULL,
	reason	INTEGER NOT NULL,
	PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_error (
	report	INTEGER NOT NULL,
	n	INTEGER NOT NULL,
	text	TEXT NOT NULL,
	PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (				-- the message a report came in
	report	INTEGER PRIMARY KEY,
	sender	TEXT,
	message_id TEXT
) STRICT;

CREATE TABLE mail_auth (			-- its Authentication-Results, topmost first
	report	INTEGER NOT NULL,
	n	INTEGER NOT NULL,
	text	TEXT NOT NULL,
	PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE original (				-- the XML as it came, as gzip, in pieces
	id	INTEGER PRIMARY KEY,		-- report << 16 | piece
	bytes	BLOB NOT NULL
) STRICT;

-- Derived from record and report; made anew by rebuild.  See store_segment.h.
CREATE TABLE seg (
	id	INTEGER PRIMARY KEY,		-- record >> 12
	day0	INTEGER NOT NULL,
	day1	INTEGER NOT NULL,
	rows	BLOB NOT NULL
) STRICT;

CREATE TABLE seg2 (
	id	INTEGER PRIMARY KEY,
	rows	BLOB NOT NULL
) STRICT;

CREATE INDEX report_conflict ON report (conflict) WHERE conflict IS NOT NULL;

-- A report takes along what belongs to it; the eldest in conflict with it is counted now.
CREATE TRIGGER report_gone AFTER DELETE ON report BEGIN
	DELETE FROM record WHERE id BETWEEN old.rec0 AND old.rec0 + old.records - 1;
	DELETE FROM auth_more WHERE record BETWEEN old.rec0 AND old.rec0 + old.records - 1;
	DELETE FROM reason_more WHERE record BETWEEN old.rec0 AND old.rec0 + old.records - 1;
	DELETE FROM report_error WHERE report = old.id;
	DELETE FROM mail WHERE report = old.id;
	DELETE FROM mail_auth WHERE report = old.id;
	DELETE FROM original WHERE id BETWEEN old.id << 16 AND (old.id << 16) + 65535;
	UPDATE report
	SET conflict = nullif((SELECT min(id) FROM report WHERE conflict = old.id), id)
	WHERE conflict = old.id;
END;

CREATE INDEX report_empty ON report (day) WHERE records = 0;

-- Which policy a domain published, by the days of the reports that say so.
CREATE TABLE policy_seen (
	domain	INTEGER NOT NULL,
	policy	INTEGER NOT NULL,
	first	INTEGER NOT NULL,
	last	INTEGER NOT NULL,
	PRIMARY KEY (domain, policy)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_policy AFTER INSERT ON report WHEN new.conflict IS NULL BEGIN
	INSERT INTO policy_seen VALUES (new.domain, new.policy, new.day, new.day)
	ON CONFLICT DO UPDATE
	SET first = min(first, excluded.first), last = max(last, excluded.last)
	WHERE excluded.first < first OR excluded.last > last;
END;

CREATE TRIGGER report_policy_gone AFTER DELETE ON report BEGIN
	DELETE FROM policy_seen WHERE domain = old.domain AND policy = old.policy;
	INSERT INTO policy_seen
	SELECT domain, policy, min(day), max(day) FROM report
	WHERE domain = old.domain AND policy = old.policy AND conflict IS NULL
	GROUP BY domain, policy;
END;
