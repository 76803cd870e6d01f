-- What was gone within the hour, told to nobody and touched by nobody, leaves no trace: half of an
-- import may look worse than all of it.
DELETE FROM alarm
WHERE resolved IS NULL AND id NOT IN (SELECT alarm FROM situation WHERE alarm IS NOT NULL)
  AND opened > :now - 3600 AND seen IS NULL AND closed IS NULL AND muted IS NULL
  AND NOT EXISTS (SELECT 1 FROM push WHERE push.alarm = alarm.id AND sent IS NOT NULL);
