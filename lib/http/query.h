#pragma once

#include "arena.h"

/* Percent-decoding (RFC 3986, 2.1), '+' is a blank: NULL for a bad escape or a NUL. */
char		*query_decode(const char *, size_t, struct arena *);

/* The value of the first name=value in a query string, decoded; or NULL. */
const char	*query_find(const char *query, const char *name, struct arena *);
