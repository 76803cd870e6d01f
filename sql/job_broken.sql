UPDATE job SET state = 'failed', ended = unixepoch(), code = 'system',
	message = 'it broke off; the next fetch goes on'
WHERE state = 'running' AND mailbox = :mailbox;
