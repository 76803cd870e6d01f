-- Of a domain those that nothing told of, though it was looked at all the days they were seen in.
DELETE FROM identity WHERE domain = :domain AND last >= :first
	AND id NOT IN (SELECT value FROM json_each(:told));
