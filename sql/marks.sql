SELECT domain, kind, name, what FROM mark ORDER BY domain, kind, name;
