-- A part of the senders as CSV; the first has the head of its columns.
SELECT 'domain', 'sender', 'by', 'class', 'sure', 'rule', 'messages', 'failed', 'stopped', 'delivered',
	'addresses', 'reporters', 'first day', 'last day', 'failing since', 'what it did', 'what to do',
	'mark', 'marked by', 'marked', 'note', 'id'
WHERE :head
UNION ALL
SELECT c2, c5, c6, c7, iif(c20, 'yes', 'probably'), c8, c14, c15, c16, c17,
	c18, c19, date(c21 * 86400, 'unixepoch'), date(c22 * 86400, 'unixepoch'), date(c23 * 86400, 'unixepoch'), c9, c10,
	c11, c12, iif(c11 IS NULL, NULL, datetime(c24, 'unixepoch')), c13, c1
FROM (SELECT * FROM told(:senders) ORDER BY place);
