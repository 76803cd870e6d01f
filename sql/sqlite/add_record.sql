INSERT INTO record (id, ip, count, disposition, dkim, spf, hfrom, efrom, eto,
	dk1, dk2, sp1, reason, raw)
VALUES (:id, :ip, :count, :disposition, :dkim, :spf, :hfrom, :efrom, :eto,
	:dk1, :dk2, :sp1, :reason, :raw);
