-- The policies that domains published, by the days of the first and the last report that says so.
-- The newest in a range is the one of the highest rank among those seen in it; no two have the same.
CREATE TEMP VIEW published (domain, first, last, rank, p, sp, pct, word) AS
SELECT s.domain, s.first, s.last, (s.last << 16 | s.first) << 31 | s.policy, y.p, y.sp, y.pct,
	ifnull(term('policy', y.p), 'unknown')
FROM policy_seen s JOIN policy y ON y.id = s.policy;
