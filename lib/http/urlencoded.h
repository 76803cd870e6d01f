#pragma once

#include "limit.h"
#include "source.h"

/*
 * A form as application/x-www-form-urlencoded (WHATWG URL, 5.1), read from first to
 * last.  A '%' that begins no byte is one.  More fields than the limit are
 * ERR_TOO_LARGE.
 */
struct urlencoded;

struct urlencoded_field {		/* lent until the next urlencoded_next() */
	const char	*name;		/* decoded; cut at MAX_NAME */
	struct source	*source;	/* its value, decoded */
};

struct urlencoded *urlencoded_open(struct source *, const struct limits *);	/* borrowed */
int		 urlencoded_next(struct urlencoded *, struct urlencoded_field *); /* 1, 0, -1 */
void		 urlencoded_close(struct urlencoded *);	/* NULL is fine */
