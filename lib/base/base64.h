#pragma once

#include <stddef.h>

#include "arena.h"

/* Base64 in one piece (RFC 4648, 4), as SASL has it. */
char	*base64_encode(const void *, size_t, struct arena *);

/* What n characters stand for, which ends in a NUL beside; NULL and no error if they are none. */
char	*base64_decode(const char *, size_t n, struct arena *);
