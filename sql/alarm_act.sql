-- What the user says to an alarm.  A closed one comes back when it is twice what it is now.
UPDATE alarm SET
	seen = CASE WHEN :action IN ('seen', 'close') THEN ifnull(seen, :now) ELSE seen END,
	closed = CASE :action WHEN 'close' THEN ifnull(closed, :now) WHEN 'reopen' THEN NULL ELSE closed END,
	told = CASE :action WHEN 'close' THEN value ELSE told END,
	muted = CASE :action WHEN 'mute' THEN :now + 7 * 86400 WHEN 'unmute' THEN NULL ELSE muted END
WHERE id = :id;
