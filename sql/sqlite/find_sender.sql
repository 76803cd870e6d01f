SELECT id FROM sender
WHERE email = :email AND contact = :contact AND generator = :generator
  AND version = :version AND xmlns = :xmlns;
