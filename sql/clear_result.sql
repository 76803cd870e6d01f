DELETE FROM result;
