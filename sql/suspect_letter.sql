-- 1 is LETTER_BEGUN.
INSERT INTO letter (mailbox, uid, state, attempts) VALUES (:mailbox, :uid, 1, 0)
ON CONFLICT DO NOTHING;
