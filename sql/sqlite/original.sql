-- The XML as it came: gzip, a row a piece.
SELECT bytes FROM original WHERE id BETWEEN :id << 16 AND (:id << 16) + 65535 ORDER BY id;
