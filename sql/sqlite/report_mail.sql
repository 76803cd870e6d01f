SELECT 'mail', sender, message_id FROM mail WHERE report = :report;
