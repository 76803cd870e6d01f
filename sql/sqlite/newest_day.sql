SELECT max(day) FROM report;
