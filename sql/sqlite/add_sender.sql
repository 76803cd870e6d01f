INSERT INTO sender (email, contact, generator, version, xmlns)
VALUES (:email, :contact, :generator, :version, :xmlns);
