#pragma once

#include "arena.h"

/* Values of header fields (RFC 2045 to 2047, 2231), read with all tolerance. */

/* The media type, lower case: "text/plain" when there is none. */
const char	*mime_type(const char *value, struct arena *);

/*
 * A parameter: plain, quoted, unquoted with blanks, or in segments of any
 * order.  NULL if it is not there.
 */
const char	*mime_param(const char *value, const char *name, struct arena *);

/* Encoded words decoded; bytes stay in the charset they were in. */
const char	*mime_words(const char *, struct arena *);
