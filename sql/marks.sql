SELECT domain, kind, name, what FROM marked ORDER BY domain, kind, name;
