-- The policies that domains published, by the days of the first and the last report that says so.
-- The newest in a range is the one of the highest rank among those seen in it: of the same days the
-- stricter; two of the same rank say the same here.
CREATE TEMP VIEW published (domain, first, last, rank, p, sp, pct, word) AS
SELECT s.domain, s.first, s.last,
	((s.last << 16) | s.first) << 31 | (y.p << 28) | (y.sp << 25) | (min(max(y.pct, -1), 126) + 1),
	y.p, y.sp, y.pct, ifnull(term('policy', y.p), 'unknown')
FROM policy_seen s JOIN policy y ON y.id = s.policy;
