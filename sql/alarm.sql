SELECT json FROM alarm_row WHERE id = :id;
