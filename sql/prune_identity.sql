-- Those whose records are all gone.
DELETE FROM identity WHERE last < :oldest;
