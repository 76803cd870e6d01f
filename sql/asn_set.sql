INSERT OR IGNORE INTO asn
VALUES (:net, nullif(:number, 0), :name, ip_addr(substr(:net, 1, instr(:net, '/') - 1)),
	ip_addr(:last));
