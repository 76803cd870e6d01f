SELECT net, name FROM asn;
