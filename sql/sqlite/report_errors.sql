SELECT 'error', text FROM report_error WHERE report = :report ORDER BY n;
