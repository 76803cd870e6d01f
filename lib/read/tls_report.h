#pragma once

#include <stddef.h>

#include "arena.h"
#include "source.h"

/* What a TLS report (RFC 8460) calls itself: what an answer shows of it, UTF-8. */
struct tls {
	const char	*org;		/* or NULL; what is endless is cut */
	const char	*report_id;
};

/*
 * Is this a TLS report, and sound JSON (RFC 8259)?  Read as it comes, to its end;
 * nothing is held but the two texts, in the arena.  1, 0 when it is JSON of another
 * kind, or -1: ERR_JSON_MALFORMED or ERR_LIMIT, or what the source says.
 */
int	tls_report_read(struct source *, size_t max_depth, struct arena *, struct tls *);
