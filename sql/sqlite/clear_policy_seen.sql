DELETE FROM policy_seen WHERE domain = :domain AND policy = :policy;
