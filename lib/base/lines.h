#pragma once

#include "source.h"

/* A message as lines.  One that is longer than a buffer comes in pieces. */
struct lines {
	struct source	*in;
	size_t		 max;		/* bytes in all: ERR_LIMIT */
	size_t		 taken;
	int		 inside;	/* the last piece did not end its line */
};

struct line {
	const char	*text;		/* lent until the next one */
	size_t		 len;		/* without the line end */
	size_t		 eol;		/* bytes of it: CR LF, LF, or none */
	int		 start;		/* of the line, not a later piece */
};

int	lines_read(struct lines *, struct line *);	/* 1, 0 at the end, or -1 */
