-- What a server did not give: how often, since when, and when it was asked the last time.
ALTER TABLE letter ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN tried INTEGER NOT NULL DEFAULT 0;
-- And until when it wants to be left alone.
ALTER TABLE mailbox ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
