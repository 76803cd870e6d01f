-- Why it failed, and when it is tried again if not as claimed.  :rest: so are all that are due.
UPDATE push
SET error = :error,
	due = ifnull(unixepoch() + :wait, (SELECT due FROM push WHERE id = :id))
WHERE id = :id OR (:rest AND sent IS NULL AND (due <= unixepoch() OR due > unixepoch() + 172800));
