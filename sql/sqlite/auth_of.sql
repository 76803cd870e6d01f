SELECT a.kind, d.name, s.name, a.scope, a.result
FROM auth a LEFT JOIN name d ON d.id = a.domain LEFT JOIN name s ON s.id = a.selector
WHERE a.id = :id;
