-- 1 is LETTER_BEGUN.
INSERT INTO letter (mailbox, uid, state, attempts, withheld, since, tried)
VALUES (:mailbox, :uid, 1, 0, 1, :now, :now)
ON CONFLICT DO UPDATE SET since = iif(withheld = 0, excluded.since, since), withheld = withheld + 1,
	tried = excluded.tried;
