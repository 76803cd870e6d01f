-- What became of one import, for the statement that answers it.
CREATE TEMP TABLE IF NOT EXISTS result (
	n INTEGER PRIMARY KEY, file, part, status, type, kind, named, id, org, domain, report_id,
	begin, end, day, records, messages, warnings, code, message, rank
);
