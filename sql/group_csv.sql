-- A part of a list of sums as CSV; the first has the head of its columns.
SELECT iif(:by = 'org', 'reporter', :by),
	'host',					--? addresses
	'messages', 'failed',
	'failing addresses',			--? others
	'last day'
	, 'p', 'sp', 'pct', 'weeks ready', 'of weeks', 'next step', 'in the way', 'its failed'	--? domains
WHERE :head
UNION ALL
SELECT c1,
	(SELECT host FROM ptr WHERE address = c1),	--? addresses
	c2, c3,
	c5,						--? others
	date(c4 * 86400, 'unixepoch')
	, c11, c12, c13, c7, iif(c7 IS NULL, NULL, :ready_weeks)	--? domains
	, iif(c7 IS NULL OR c11 IS 'reject', NULL, iif(c11 IS 'quarantine', 'reject', 'quarantine'))	--? domains
	, iif(c11 IS 'reject', NULL, c8), iif(c11 IS 'reject', NULL, c9)	--? domains
FROM (SELECT * FROM told(:group) WHERE c0 = 'row' ORDER BY place);
