-- A folder of the mailbox, and what was done with each mail in it: none is read twice, none lost.
CREATE TABLE mailbox (
	id	INTEGER PRIMARY KEY,
	account	TEXT NOT NULL,			-- user@host
	folder	TEXT NOT NULL,
	validity INTEGER NOT NULL,		-- UIDVALIDITY the uids belong to (RFC 3501, 2.3.1.1)
	next	INTEGER NOT NULL,		-- no uid from here on was looked at
	UNIQUE (account, folder)
) STRICT;

CREATE TABLE letter (
	mailbox	INTEGER NOT NULL,
	uid	INTEGER NOT NULL,
	state	INTEGER NOT NULL,		-- enum letter, see journal.h
	attempts INTEGER NOT NULL,		-- how often its reading was begun
	PRIMARY KEY (mailbox, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_open ON letter (mailbox, state) WHERE state > 0;

-- A fetch: the page shows it while it runs and after.
CREATE TABLE job (
	id	INTEGER PRIMARY KEY AUTOINCREMENT,
	by	TEXT NOT NULL,			-- timer, page, shell
	state	TEXT NOT NULL,			-- running, done, failed, stopped
	stop	INTEGER NOT NULL DEFAULT 0,	-- somebody wants it to
	started	INTEGER NOT NULL,
	ended	INTEGER,
	seen	INTEGER NOT NULL DEFAULT 0,	-- mails read, of total
	total	INTEGER NOT NULL DEFAULT 0,
	imported INTEGER NOT NULL DEFAULT 0,	-- reports
	duplicate INTEGER NOT NULL DEFAULT 0,
	other	INTEGER NOT NULL DEFAULT 0,	-- of another kind
	failed	INTEGER NOT NULL DEFAULT 0,	-- mails with a report that cannot be read
	ignored	INTEGER NOT NULL DEFAULT 0,	-- mails without one
	code	TEXT,				-- of what ended it: err_code()
	message	TEXT
) STRICT;

-- What was refused where nobody looks: by mail, by webhook.
CREATE TABLE refused (
	id	INTEGER PRIMARY KEY AUTOINCREMENT,
	time	INTEGER NOT NULL,
	via	TEXT NOT NULL,			-- imap, webhook
	job	INTEGER,			-- of a mail: the fetch
	file	TEXT NOT NULL,
	part	TEXT,
	code	TEXT NOT NULL,
	message	TEXT NOT NULL
) STRICT;
CREATE INDEX refused_job ON refused (job) WHERE job IS NOT NULL;
CREATE INDEX refused_time ON refused (time);
