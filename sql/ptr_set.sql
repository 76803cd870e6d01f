-- A name, or none; of an address for which there was no answer, what was known stays.
INSERT INTO ptr VALUES (:address, :host, :due)
ON CONFLICT DO UPDATE
SET host = CASE WHEN :known THEN excluded.host ELSE host END, due = excluded.due;
