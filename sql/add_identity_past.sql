-- What it is taken for from that day on, unless it was so already.
INSERT INTO identity_past (identity, day, class, rule)
SELECT :id, :day, :class, :rule
WHERE (:class, :rule) IS NOT (
	SELECT class, rule FROM identity_past WHERE identity = :id ORDER BY day DESC LIMIT 1)
ON CONFLICT DO UPDATE SET class = excluded.class, rule = excluded.rule;
