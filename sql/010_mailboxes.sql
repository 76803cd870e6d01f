-- Which mailbox a fetch is of: main, or that of a file.
ALTER TABLE job ADD COLUMN mailbox TEXT NOT NULL DEFAULT 'main';
CREATE INDEX job_mailbox ON job (mailbox);
