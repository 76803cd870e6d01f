SELECT max((SELECT count(*) FROM seg), (SELECT count(*) FROM seg2));
