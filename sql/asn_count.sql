SELECT count(*) FROM asn;
