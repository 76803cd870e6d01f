SELECT id FROM policy
WHERE p = :p AND sp = :sp AND np = :np AND pct = :pct AND adkim = :adkim AND aspf = :aspf
  AND fo = :fo AND testing = :testing AND discovery = :discovery;
