-- All of them, in the order of their words.
SELECT id FROM org
ORDER BY name
	DESC	--? desc
;
