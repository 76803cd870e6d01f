DELETE FROM situation;
