SELECT uid, state, attempts, withheld, since, tried FROM letter WHERE mailbox = :mailbox ORDER BY uid;
