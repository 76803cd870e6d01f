SELECT max(id) FROM reason;
