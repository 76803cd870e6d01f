-- All of them, in the order of their words.
SELECT id FROM domain
ORDER BY name
	DESC	--? desc
;
