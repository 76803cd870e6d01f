SELECT id FROM auth
WHERE domain = :domain AND selector = :selector AND kind = :kind
  AND scope = :scope AND result = :result AND human = :human;
