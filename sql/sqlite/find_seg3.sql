SELECT rows FROM seg3 WHERE id = :id;
