-- Waiting news that is none any more: it is over, or muted, or what it is now was told within the
-- day.  Not what is just being delivered (push_claim.sql): it may have arrived.
DELETE FROM push
WHERE sent IS NULL AND alarm <> 0 AND NOT (tries > 0 AND error IS NULL AND due > :now) AND NOT EXISTS (
	SELECT 1 FROM alarm a
	WHERE a.id = push.alarm AND a.resolved IS NULL AND a.closed IS NULL AND ifnull(a.muted, 0) <= :now
	  AND (a.severity = push.severity OR NOT EXISTS (
		SELECT 1 FROM push p
		WHERE p.kind = a.kind AND p.subject = a.subject AND p.severity = a.severity
		  AND max(p.made, ifnull(p.sent, 0)) BETWEEN :now - 86399 AND :now + 86400)));
