-- One of them, as it is in the list; null: it sent nothing in these days.
SELECT coalesce((SELECT
--< sender_row
	FROM told(:senders)), 'null');
