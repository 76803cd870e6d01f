INSERT INTO mark (domain, kind, name, what, who, time, note)
VALUES (:sender_domain, :sender_kind, :sender_name, :what, :who, :now, :note);
