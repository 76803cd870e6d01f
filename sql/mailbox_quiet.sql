-- Until when it is to be left alone, if that is still to come, and not farther off than any server may ask.
SELECT quiet FROM mailbox
WHERE account = :account AND folder = :folder AND quiet > :now AND quiet <= :now + :most;
