-- The policy domains of reports that came since.
SELECT d.name, max(r.id) FROM report r JOIN domain d ON d.id = r.domain WHERE r.id > :told
GROUP BY r.domain;
