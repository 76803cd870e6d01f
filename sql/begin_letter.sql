-- 1 is LETTER_BEGUN.
INSERT INTO letter (mailbox, uid, state, attempts, tried) VALUES (:mailbox, :uid, 1, 1, :now)
ON CONFLICT DO UPDATE SET attempts = attempts + 1, tried = excluded.tried;
