-- What an alarm about a sender says: made when it is looked at, and kept as it was last.
ALTER TABLE alarm ADD COLUMN domain TEXT;	-- organizational; subject is the sender's id
ALTER TABLE alarm ADD COLUMN title TEXT;
ALTER TABLE alarm ADD COLUMN text TEXT;
ALTER TABLE alarm ADD COLUMN todo TEXT;
