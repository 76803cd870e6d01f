#pragma once

#include "arena.h"

/*
 * A line of CSV (RFC 4180) with its end; NULL is an empty cell.  A text that a
 * spreadsheet would run gets a ' before it.
 */
const char	*csv_line(const char *const *cells, int n, struct arena *, size_t *len);
