SELECT json_object('deleted', json_object('reports', 1, 'records', :records, 'messages', :messages));
