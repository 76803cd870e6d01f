SELECT min(day) FROM report;
