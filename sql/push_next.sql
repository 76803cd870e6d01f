-- Nothing waits longer than a day: what is due later was put off by a clock that was wrong.
SELECT id FROM push
WHERE sent IS NULL AND (due <= unixepoch() OR due > unixepoch() + 172800) AND id > :after ORDER BY id LIMIT 1;
