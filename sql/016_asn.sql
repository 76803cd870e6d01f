-- Who holds networks, by the file ASN_MMDB: those that addresses of reports are in.
CREATE TABLE asn (
	net	TEXT PRIMARY KEY,		-- 192.0.2.0/24; none is in another
	number	INTEGER,			-- of the autonomous system; null: not told
	name	TEXT NOT NULL,
	first	BLOB NOT NULL,			-- its addresses, as ip_addr() has them
	last	BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX asn_first ON asn (first);
