-- Mailboxes whose fetch is running, or broke off.
SELECT DISTINCT mailbox FROM job WHERE state = 'running';
