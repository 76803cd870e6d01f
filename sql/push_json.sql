-- What ntfy is told (docs.ntfy.sh/publish, "Publish as JSON"); it takes 4096 bytes of message.
SELECT json_object(
	'topic', :topic,
	'title', clean(:prefix || title, 250),
	'message', replace(clean(message, 3000), '%0A', char(10)),
	'click', :base || '/' || ltrim(link, '/'),				--? base
	'priority', CASE severity WHEN 2 THEN 5 ELSE 3 END,
	'tags', json_array(CASE severity WHEN 2 THEN 'rotating_light' WHEN 1 THEN 'warning'
		ELSE 'white_check_mark' END))
FROM push
WHERE id = :id;
