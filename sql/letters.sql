SELECT uid, state, attempts FROM letter WHERE mailbox = :mailbox ORDER BY uid;
