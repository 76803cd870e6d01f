SELECT id, addr FROM ip;
