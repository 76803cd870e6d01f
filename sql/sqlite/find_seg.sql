SELECT count(*) FROM seg WHERE id = :id;
