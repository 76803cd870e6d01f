-- The largest id of each dictionary (enum bound), and the bytes of the database.
SELECT (SELECT max(id) FROM domain), (SELECT max(id) FROM org), (SELECT max(id) FROM ip),
	(SELECT max(id) FROM name), (SELECT max(id) FROM auth),
	(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size);
