UPDATE alarm SET resolved = :now
WHERE resolved IS NULL AND id NOT IN (SELECT alarm FROM situation WHERE alarm IS NOT NULL);
