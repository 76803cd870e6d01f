SELECT json_object('job', :id, 'joined', json(iif(:joined, 'true', 'false')));
