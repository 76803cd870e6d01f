SELECT json_object('id', :id, 'domain', :domain, 'cls', :class, 'rule', :rule,
	'sure', json(iif(:sure, 'true', 'false')), 'n', :messages, 'passed', :passed,
	'records', json('[' || replace(json_quote(:records), '\n', '","') || ']'));
