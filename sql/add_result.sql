INSERT INTO result (file, part, status, type, kind, named, id, org, domain, report_id,
	begin, end, day, records, messages, warnings, code, message, rank)
VALUES (:file, :part, :status, :type, :kind, :named, :id, :org, :domain, :report_id,
	:begin, :end, :day, :records, :messages, :warnings, :code, :message, :rank);
