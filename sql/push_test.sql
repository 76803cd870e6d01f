INSERT INTO push (alarm, kind, subject, severity, value, title, message, link, made, due)
VALUES (0, 'test', '', 0, 0, 'a test', 'Alarms of dmarc-analyzer will arrive here.', '', 0, 0);
