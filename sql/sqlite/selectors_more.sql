SELECT m.record, a.selector
FROM auth_more m JOIN auth a ON a.id = m.auth
WHERE a.kind = 0 AND a.selector <> 0
ORDER BY m.record;
