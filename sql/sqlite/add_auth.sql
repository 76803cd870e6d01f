INSERT INTO auth (kind, domain, selector, scope, result, human)
VALUES (:kind, :domain, :selector, :scope, :result, :human);
