SELECT stop FROM job WHERE id = :id;
