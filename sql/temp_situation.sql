-- What somebody should know of, as it is now; alarm is the one that is open for it.
CREATE TEMP TABLE IF NOT EXISTS situation (
	kind, subject, severity, value, total, bound, since, detail, link,
	domain, title, text, todo,		-- of a sender
	alarm,
	worse DEFAULT 0,			-- than when the user was last told
	tell DEFAULT 1,
	PRIMARY KEY (kind, subject)
) WITHOUT ROWID;
