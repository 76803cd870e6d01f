-- What the user says of senders now.
CREATE TEMP VIEW marked (domain, kind, name, what, who, note, time) AS
SELECT domain, kind, name, what, who, note, time FROM mark m
WHERE what <> 'none' AND NOT EXISTS (
	SELECT 1 FROM mark n WHERE (n.domain, n.kind, n.name) = (m.domain, m.kind, m.name) AND n.id > m.id);
