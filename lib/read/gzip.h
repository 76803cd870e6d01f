#pragma once

#include "budget.h"
#include "source.h"

/*
 * gzip and zlib streams (RFC 1950, 1952).  Members are concatenated, bytes
 * after the last one ignored, the CRC checked.
 */
struct gunzip;

struct gunzip	*gunzip_open(struct source *, struct budget *);	/* NULL: without limit */
struct source	*gunzip_source(struct gunzip *);	/* lent */
int		 gunzip_cut(const struct gunzip *);	/* ended before its trailer? */
void		 gunzip_close(struct gunzip *);

/* Bytes compressed into a spool, as gzip. */
struct gzip;

struct gzip	*gzip_open(struct spool *);		/* borrowed */
int		 gzip_write(struct gzip *, const void *, size_t);
int		 gzip_close(struct gzip *);		/* -1 if the last bytes failed */

const char	*gzip_version(void);		/* of zlib */
