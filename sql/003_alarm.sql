-- A situation somebody should know of.  At most one row of a kind and subject is unresolved.
CREATE TABLE alarm (
	id	INTEGER PRIMARY KEY AUTOINCREMENT,
	kind	TEXT NOT NULL,			-- see alarm.h
	subject	TEXT NOT NULL,			-- policy domain, address; '' the system's own
	severity INTEGER NOT NULL,		-- 1 warn, 2 crit
	value	INTEGER NOT NULL,		-- how much, now
	total	INTEGER,			-- of how much
	bound	INTEGER NOT NULL,		-- the limit it reached
	since	INTEGER NOT NULL,		-- seconds since 1970, as the reports tell
	detail	TEXT,
	link	TEXT NOT NULL,			-- page of the evidence, relative
	told	INTEGER NOT NULL,		-- value when it last was news: twice that is news again
	opened	INTEGER NOT NULL,		-- seconds since 1970, of the clock
	changed	INTEGER NOT NULL,
	resolved INTEGER,
	seen	INTEGER,			-- what the user said, and when
	closed	INTEGER,
	muted	INTEGER				-- until
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm (kind, subject) WHERE resolved IS NULL;
CREATE INDEX alarm_subject ON alarm (kind, subject);

-- What is to be told: written with the alarm's change, delivered by push.
CREATE TABLE push (
	id	INTEGER PRIMARY KEY AUTOINCREMENT,
	alarm	INTEGER NOT NULL,		-- 0: of many
	kind	TEXT NOT NULL,
	subject	TEXT NOT NULL,
	severity INTEGER NOT NULL,
	value	INTEGER NOT NULL,
	title	TEXT NOT NULL,			-- without NTFY_PREFIX
	message	TEXT NOT NULL,
	link	TEXT NOT NULL,			-- relative to BASE_URL
	made	INTEGER NOT NULL,		-- seconds since 1970
	due	INTEGER NOT NULL,		-- not to be tried before
	tries	INTEGER NOT NULL DEFAULT 0,
	sent	INTEGER,			-- NULL: waiting
	error	TEXT				-- of the last try
) STRICT;
CREATE INDEX push_due ON push (due) WHERE sent IS NULL;
CREATE INDEX push_made ON push (kind, subject, severity, made);
CREATE INDEX push_alarm ON push (alarm);

-- Reports that came soon after the days they tell of, less than three: the stream, no back-fill.
CREATE INDEX report_fresh ON report (imported) WHERE imported - end < 259200;
