-- What ntfy answers: the message's id, or what is wrong.
SELECT clean(CASE WHEN json_valid(:body) THEN CASE json_type(:body, '$.' || :field)
	WHEN 'text' THEN json_extract(:body, '$.' || :field) END END, 120);
