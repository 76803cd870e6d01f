DELETE FROM expired;
