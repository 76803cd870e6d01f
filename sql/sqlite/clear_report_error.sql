DELETE FROM report_error WHERE report = :report;
