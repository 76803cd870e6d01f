INSERT INTO letter (mailbox, uid, state, attempts) VALUES (:mailbox, :uid, :state, 0)
ON CONFLICT DO UPDATE SET state = excluded.state;
