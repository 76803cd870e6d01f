-- What is kept of a client's tokens, as JSON; given tells which refresh token was set then.
SELECT json_object('access', :access, 'expires', :expires, 'refresh', :refresh, 'quiet', :quiet,
	'given', :given);
