INSERT INTO letter_name (mailbox, uid, name)
VALUES (:mailbox, (SELECT ifnull(max(uid), 0) + 1 FROM letter_name WHERE mailbox = :mailbox), :name)
RETURNING uid;
