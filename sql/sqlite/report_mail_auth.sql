SELECT 'authentication_results', text FROM mail_auth WHERE report = :report ORDER BY n;
