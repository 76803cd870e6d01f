-- The results of a record in the report's order (within DKIM and within SPF).
CREATE TEMP VIEW record_auth (record, n, auth) AS
SELECT id, 0, dk1 FROM record WHERE dk1 <> 0
UNION ALL SELECT id, 1, dk2 FROM record WHERE dk2 <> 0
UNION ALL SELECT id, 0, sp1 FROM record WHERE sp1 <> 0
UNION ALL SELECT record, n, auth FROM auth_more;
