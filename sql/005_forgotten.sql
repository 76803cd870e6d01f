-- The keys of reports that are in month_total: one that comes again is not counted again.
CREATE TABLE forgotten (
	domain	INTEGER NOT NULL REFERENCES domain,
	begin	INTEGER NOT NULL,
	end	INTEGER NOT NULL,
	report_id TEXT NOT NULL,
	org	TEXT NOT NULL,			-- org.key
	PRIMARY KEY (domain, begin, end, report_id, org)
) STRICT, WITHOUT ROWID;
