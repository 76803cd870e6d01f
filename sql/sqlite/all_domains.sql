SELECT name, (SELECT max(id) FROM report) FROM domain;
