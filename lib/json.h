#pragma once

#include <stddef.h>

/*
 * Is this a TLS report (RFC 8460), and sound JSON (RFC 8259)?  1, 0 when it is
 * JSON of another kind, or -1 with ERR_JSON_MALFORMED or ERR_LIMIT.
 */
int	json_is_tls(const char *, size_t, size_t max_depth);
