#pragma once

#include "source.h"

/*
 * Text in base64 (RFC 4648, 4) as the bytes that it stands for.  Blanks and padding may
 * be anywhere; what has no place in it is ERR_ARCHIVE_CORRUPT, as is one that ends
 * within a byte.
 */
struct base64_source;

struct base64_source *base64_source_open(struct source *);	/* borrowed */
struct source	*base64_source_bytes(struct base64_source *);	/* lent */
void		 base64_source_close(struct base64_source *);	/* NULL is fine */

int		 base64_source_sniff(struct source *);	/* 1 if it begins like that, 0, -1 */

/* Does it begin like that, and what it stands for like something that is, or holds, a report? */
int		 base64_source_hides(struct source *);	/* 1, 0, -1 */
