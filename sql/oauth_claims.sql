-- What a service account claims (RFC 7523, 3): it acts as a user, for an hour.
SELECT json_object('iss', :account, 'sub', :user, 'scope', :scope, 'aud', :url,
	'iat', unixepoch(), 'exp', unixepoch() + 3600);
