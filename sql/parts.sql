-- What is chosen, by key and by reporter.
WITH
--< parts_of
SELECT json_object(
--< parts_told
	);
