CREATE TEMP VIEW record_reason (record, n, reason) AS
SELECT id, 0, reason FROM record WHERE reason <> 0
UNION ALL SELECT record, n, reason FROM reason_more;
