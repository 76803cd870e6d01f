UPDATE report SET conflict = nullif(:heir, id) WHERE conflict = :id;
