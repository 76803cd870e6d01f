-- All of them, in the order of addresses.
SELECT id FROM ip
ORDER BY addr
	DESC	--? desc
;
