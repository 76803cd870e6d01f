SELECT json FROM job_shown WHERE id = :id;
