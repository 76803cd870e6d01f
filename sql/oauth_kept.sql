-- Of what oauth_keep.sql made: the access token, when it expires, the refresh token, until when
-- the provider is left alone.  A setting that is another than then makes all of it void.
WITH kept AS (SELECT key, atom FROM json_each(iif(json_valid(:text), :text, '{}')))
SELECT
	(SELECT atom FROM kept WHERE key = 'access'),
	(SELECT atom FROM kept WHERE key = 'expires'),
	(SELECT atom FROM kept WHERE key = 'refresh'),
	(SELECT atom FROM kept WHERE key = 'quiet')
WHERE (SELECT atom FROM kept WHERE key = 'given') = :given;
