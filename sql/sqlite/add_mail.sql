INSERT INTO mail (report, sender, message_id) VALUES (:report, :sender, :message_id);
