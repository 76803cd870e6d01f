SELECT max(id) FROM identity;
