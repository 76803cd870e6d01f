#pragma once

#include "limits.h"
#include "source.h"

/*
 * gzip and zlib streams (RFC 1950, 1952).  Members are concatenated, bytes
 * after the last one ignored, the CRC checked.
 */
struct budget {				/* of bytes decompressed from one input */
	size_t	 left;
	size_t	 max;			/* for the error */
};

struct gunzip;

struct gunzip	*gunzip_open(struct source *, struct budget *);
struct source	*gunzip_source(struct gunzip *);	/* lent */
int		 gunzip_cut(const struct gunzip *);	/* ended before its trailer? */
void		 gunzip_close(struct gunzip *);

int		 budget_take(struct budget *, size_t);	/* -1: ERR_LIMIT */

/* Bytes compressed into a spool, as gzip. */
struct gzip;

struct gzip	*gzip_open(struct spool *);		/* borrowed */
int		 gzip_write(struct gzip *, const void *, size_t);
int		 gzip_close(struct gzip *);		/* -1 if the last bytes failed */

const char	*gzip_version(void);		/* of zlib */
