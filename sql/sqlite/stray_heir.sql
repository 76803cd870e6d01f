-- Of the reports in conflict with :id those that have another key: the eldest.
SELECT r.id, ifnull(r.rec0, 1), ifnull(r.rec0, 1) + r.records - 1, r.messages
FROM report me JOIN org mine ON mine.id = me.org
JOIN report r ON r.conflict = me.id
JOIN org o ON o.id = r.org
WHERE me.id = :id
  AND (r.domain, r.report_id, r.begin, r.end, o.key) <>
      (me.domain, me.report_id, me.begin, me.end, mine.key)
ORDER BY r.id
LIMIT 1;
