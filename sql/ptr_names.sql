SELECT address, host FROM ptr WHERE host IS NOT NULL;
