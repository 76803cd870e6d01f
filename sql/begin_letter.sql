-- 1 is LETTER_BEGUN.
INSERT INTO letter (mailbox, uid, state, attempts) VALUES (:mailbox, :uid, 1, 1)
ON CONFLICT DO UPDATE SET attempts = attempts + 1;
