-- Every reason, by its id.
SELECT r.id, r.type, m.text FROM reason r LEFT JOIN misc m ON m.id = r.comment;
