SELECT id FROM reason WHERE type = :type AND comment = :comment;
