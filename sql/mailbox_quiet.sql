-- Until when it is to be left alone, if that is still to come, and not farther off than any server may ask.
SELECT ifnull(max(quiet), 0) FROM mailbox
WHERE account = :account AND quiet > :now AND quiet <= :now + :most;
