INSERT OR IGNORE INTO asn VALUES (:net, nullif(:number, 0), :name);
