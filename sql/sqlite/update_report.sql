-- What is read of it now; how and when it came stays.
UPDATE report
SET org = :org, domain = :domain, report_id = :report_id, begin = :begin, end = :end,
	hash = :hash, identity = :identity, day = :day, conflict = :conflict, rec0 = :rec0,
	records = :records, messages = :messages, policy = :policy, sender = :sender,
	warnings = :warnings
WHERE id = :id;
