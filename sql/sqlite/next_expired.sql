SELECT report FROM expired WHERE n = :n;
