-- Of a service account's key file: the private key, and the account's address.
WITH file AS (SELECT key, atom, type
	FROM json_each(iif(json_valid(:text) AND json_type(:text) = 'object', :text, '{}')))
SELECT
	(SELECT atom FROM file WHERE key = 'private_key' AND type = 'text'),
	(SELECT atom FROM file WHERE key = 'client_email' AND type = 'text');
