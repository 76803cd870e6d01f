#pragma once

#include <stddef.h>

#include "arena.h"
#include "source.h"

/* All that comes, as a string; NULL when it fails or is more than max bytes. */
char	*json_read(struct source *, size_t max, struct arena *, size_t *len);

/*
 * Is this a TLS report (RFC 8460), and sound JSON (RFC 8259)?  1, 0 when it is
 * JSON of another kind, or -1 with ERR_JSON_MALFORMED or ERR_LIMIT.
 */
int	 json_is_tls(const char *, size_t, size_t max_depth);
