-- Who made a report, and when.
SELECT 'reporter', CAST(p.id AS TEXT), nullif(o.name, ''), nullif(s.email, ''), nullif(s.contact, ''),
	nullif(p.report_id, ''), p.begin, p.end, p.imported, p.via, nullif(s.version, ''),
	nullif(s.generator, ''), nullif(s.xmlns, ''), p.warnings
FROM report p
JOIN org o ON o.id = p.org
JOIN sender s ON s.id = p.sender
WHERE p.id = :report;
