-- Reports whose hash was made by an older rule than IDENTITY_VERSION.
SELECT id FROM report WHERE identity < 2 AND id > :after ORDER BY id LIMIT :limit;
