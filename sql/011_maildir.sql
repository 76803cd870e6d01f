-- The names of mails in a Maildir, in place of the numbers that a server gives: each is given one.
CREATE TABLE letter_name (
	mailbox	INTEGER NOT NULL,
	uid	INTEGER NOT NULL,		-- as in letter
	name	TEXT NOT NULL,			-- of the file, without what follows a ":"
	PRIMARY KEY (mailbox, uid),
	UNIQUE (mailbox, name)
) STRICT, WITHOUT ROWID;
