-- What an authorization server says: of tokens (RFC 6749, 5), of devices (RFC 8628, 3.2), of
-- what is wrong.  What is not of its type is not there.
WITH said AS (SELECT key, atom, type
	FROM json_each(iif(json_valid(:body) AND json_type(:body) = 'object', :body, '{}')))
SELECT
	(SELECT atom FROM said WHERE key = 'access_token' AND type = 'text'),
	(SELECT atom FROM said WHERE key = 'refresh_token' AND type = 'text'),
	(SELECT atom FROM said WHERE key = 'expires_in' AND type = 'integer' AND atom >= 0),
	(SELECT clean(atom, 60) FROM said WHERE key = 'error' AND type = 'text'),
	(SELECT clean(replace(replace(atom, char(13), ''), char(10), ' '), 400) FROM said
		WHERE key = 'error_description' AND type = 'text'),
	(SELECT atom FROM said WHERE key = 'device_code' AND type = 'text'),
	(SELECT clean(atom, 60) FROM said WHERE key = 'user_code' AND type = 'text'),
	(SELECT clean(atom, 255) FROM said WHERE key = 'verification_uri' AND type = 'text'),
	(SELECT atom FROM said WHERE key = 'interval' AND type = 'integer' AND atom >= 0);
