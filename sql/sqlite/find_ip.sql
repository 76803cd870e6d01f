SELECT id FROM ip WHERE addr = :addr;
