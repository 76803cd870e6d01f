SELECT record, auth FROM auth_more ORDER BY record, n;
