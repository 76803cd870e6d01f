-- What is left of reports that were forgotten.
CREATE TABLE month_total (
	domain	INTEGER NOT NULL REFERENCES domain,
	month	TEXT NOT NULL,			-- 2026-11
	reports	INTEGER NOT NULL,
	records	INTEGER NOT NULL,
	messages INTEGER NOT NULL,
	pass	INTEGER NOT NULL,
	fail	INTEGER NOT NULL,
	PRIMARY KEY (domain, month)
) STRICT, WITHOUT ROWID;

-- The days of a policy are the ends of this index: no report's going looks at all the others.
CREATE INDEX report_policy_day ON report (domain, policy, day) WHERE conflict IS NULL;

DROP TRIGGER report_policy_gone;
CREATE TRIGGER report_policy_gone AFTER DELETE ON report WHEN old.conflict IS NULL BEGIN
	DELETE FROM policy_seen
	WHERE domain = old.domain AND policy = old.policy AND old.day IN (first, last);
	INSERT INTO policy_seen
	SELECT old.domain, old.policy, first, last
	FROM (SELECT
		(SELECT day FROM report WHERE domain = old.domain AND policy = old.policy
			AND conflict IS NULL ORDER BY day LIMIT 1) AS first,
		(SELECT day FROM report WHERE domain = old.domain AND policy = old.policy
			AND conflict IS NULL ORDER BY day DESC LIMIT 1) AS last)
	WHERE first IS NOT NULL
	ON CONFLICT DO NOTHING;
END;

-- One that was in conflict is counted now.
CREATE TRIGGER report_policy_heir AFTER UPDATE OF conflict ON report
WHEN new.conflict IS NULL AND old.conflict IS NOT NULL BEGIN
	INSERT INTO policy_seen VALUES (new.domain, new.policy, new.day, new.day)
	ON CONFLICT DO UPDATE
	SET first = min(first, excluded.first), last = max(last, excluded.last)
	WHERE excluded.first < first OR excluded.last > last;
END;
