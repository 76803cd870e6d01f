-- The addresses whose networks are looked up: the busiest, and one of each network that is known.
SELECT c1 FROM told(:group) WHERE c0 = 'row'
UNION ALL SELECT * FROM (SELECT substr(net, 1, instr(net, '/') - 1) FROM asn LIMIT :most);
