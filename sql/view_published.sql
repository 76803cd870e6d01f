-- The policies that domains published, by the days of the first and the last report that says so.
-- The newest in a range is the one of the highest rank among those seen in it.
CREATE TEMP VIEW published (domain, first, last, rank, word, json) AS
SELECT s.domain, s.first, s.last, s.last << 16 | s.first,
	ifnull(term('policy', y.p), 'unknown'),
	json_object('p', term('policy', y.p), 'sp', term('policy', y.sp), 'pct', nullif(y.pct, -1))
FROM policy_seen s JOIN policy y ON y.id = s.policy;
