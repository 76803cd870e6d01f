UPDATE job SET total = :total, seen = :seen, imported = :imported, duplicate = :duplicate,
	other = :other, failed = :failed, ignored = :ignored
WHERE id = :id;
