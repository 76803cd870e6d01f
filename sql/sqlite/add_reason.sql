INSERT INTO reason (type, comment) VALUES (:type, :comment);
