SELECT id, name FROM domain;
