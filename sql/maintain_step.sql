SELECT json_insert(:steps, '$.steps[#]', json_object('step', :step, 'said', :said, 'ms', :ms));
