#pragma once

#include "source.h"

/*
 * A body in base64 that does not say so: its field Content-Transfer-Encoding is missing
 * or says 7bit.  Nothing but what it decodes to tells it from a text.
 */
struct bare;

struct bare	*bare_open(struct source *);	/* borrowed; NULL: it is what it says */
struct source	*bare_source(struct bare *);	/* the bytes decoded */
void		 bare_close(struct bare *);	/* NULL is fine */
