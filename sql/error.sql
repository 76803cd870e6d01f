SELECT json_object('error', json_object(
	'code', :code, 'message', :message, 'field', :field, 'request', :request));
