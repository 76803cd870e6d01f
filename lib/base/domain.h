#pragma once

#include "arena.h"

/*
 * Domain names for people (IDNA 2008, RFC 5891; by libidn2).  Both return
 * memory of the arena.
 */

/* The A-label form, lower case, without a final dot; NULL if it is no name. */
const char	*domain_ascii(const char *, struct arena *);

/*
 * The Unicode form of an A-label; NULL when it is the same, cannot be decoded,
 * or mixes scripts and so could pass for another.
 */
const char	*domain_unicode(const char *, struct arena *);
