INSERT INTO policy (p, sp, np, pct, adkim, aspf, fo, testing, discovery)
VALUES (:p, :sp, :np, :pct, :adkim, :aspf, :fo, :testing, :discovery);
