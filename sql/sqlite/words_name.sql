-- All of them, in the order of their words.
SELECT id FROM name
ORDER BY name
	DESC	--? desc
;
