SELECT domain, policy FROM report WHERE id = :id;
