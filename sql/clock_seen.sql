INSERT INTO clock VALUES (1, :now) ON CONFLICT DO UPDATE SET seen = excluded.seen;
