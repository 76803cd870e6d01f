-- What there is to choose from in these days, newest day first.
SELECT * FROM segment_row WHERE day BETWEEN :from AND :to;
