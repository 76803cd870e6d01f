INSERT INTO report (org, domain, report_id, begin, end, hash, identity, day, conflict, rec0,
	records, messages, policy, sender, warnings, imported, via, size)
VALUES (:org, :domain, :report_id, :begin, :end, :hash, :identity, :day, :conflict, :rec0,
	:records, :messages, :policy, :sender, :warnings, unixepoch(), :via, :size);
