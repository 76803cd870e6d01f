-- When each of several folders was begun with the last time: a number that grows, 0 is never.
ALTER TABLE mailbox ADD COLUMN visit INTEGER NOT NULL DEFAULT 0;
