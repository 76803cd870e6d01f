SELECT record, reason FROM reason_more ORDER BY record;
