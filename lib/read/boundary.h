#pragma once

#include <stddef.h>

#include "arena.h"

/* The lines between the parts of a multipart (RFC 2046, 5.1.1), and of those around it. */
#define BOUNDARY_DEPTH	16		/* multiparts in multiparts */

struct boundaries {
	struct boundary {
		const char	*text;
		size_t		 len;
	} of[BOUNDARY_DEPTH];		/* the outermost first; lent */
	int		 depth;
};

/* Which multipart's line is this, -1 if none's; closing: it is the one behind its last part. */
int	boundary_find(const struct boundaries *, const char *line, size_t len, int *closing);

/*
 * The boundary of a multipart whose body begins with this line and then this text, whatever
 * its header says: what that declares, or NULL, unless in the text only another one separates
 * parts.  That is the first line "--..." with a field "Content-..." below; the arena's.
 */
const char *boundary_guess(const struct boundaries *around, const char *declared,
	    struct boundary first, const char *text, size_t len, struct arena *);
