#include <stdlib.h>

#include <zlib.h>

#include "arena.h"
#include "err.h"
#include "gzip.h"

#define ZLIB_OR_GZIP	(15 + 32)	/* window bits, see zlib.h */
#define GZIP		(15 + 16)
#define LEVEL		1		/* originals are read rarely */

struct gunzip {
	z_stream	 z;
	struct source	*in;
	struct source	*out;
	struct budget	*budget;
	int		 members;	/* read to their end */
	int		 ended;
	int		 cut;
};

struct gzip {
	z_stream	 z;
	struct spool	*spool;
	unsigned char	 buf[SOURCE_BUFFER];
};

/* What follows a member: another one, or bytes that do not matter? */
static int
next_member(struct gunzip *g)
{
	const unsigned char *p;
	ssize_t n;

	g->members++;
	if ((n = source_peek(g->in, (const void **)&p, 2)) == -1)
		return -1;
	if (n < 2 || p[0] != 0x1f || p[1] != 0x8b)
		g->ended = 1;
	else
		inflateReset(&g->z);
	return 0;
}

/* What follows the first member may be damaged: its bytes are ignored. */
static int
damaged(struct gunzip *g)
{
	g->ended = 1;
	if (g->members > 0)
		return 0;
	return fail(ERR_ARCHIVE_CORRUPT, "compressed data is damaged: %s",
	    g->z.msg != NULL ? g->z.msg : "it wants a dictionary");
}

static int
inflate_some(struct gunzip *g)
{
	const void *p;
	ssize_t n;
	int rv;

	if ((n = source_peek(g->in, &p, 1)) == -1)
		return -1;
	if (n > SOURCE_BUFFER)
		n = SOURCE_BUFFER;
	g->z.next_in = (unsigned char *)p;
	g->z.avail_in = n;
	rv = inflate(&g->z, Z_NO_FLUSH);
	source_skip(g->in, n - g->z.avail_in);
	switch (rv) {
	case Z_STREAM_END:
		return next_member(g);
	case Z_OK:
		return 0;
	case Z_BUF_ERROR:
		if (n > 0)
			return 0;
		g->ended = 1;
		g->cut = g->members == 0;
		return 0;
	case Z_MEM_ERROR:
		abort();
	default:
		return damaged(g);
	}
}

static ssize_t
gunzip_fill(void *arg, void *p, size_t n)
{
	struct gunzip *g = arg;
	size_t got;

	if (g->budget != NULL && n - 1 > budget_left(g->budget))
		n = budget_left(g->budget) + 1;
	g->z.next_out = p;
	g->z.avail_out = n;
	while (g->z.avail_out > 0 && !g->ended)
		if (inflate_some(g) == -1)
			return -1;
	got = n - g->z.avail_out;
	if (g->budget != NULL && budget_take(g->budget, got) == -1)
		return -1;
	return got;
}

struct gunzip *
gunzip_open(struct source *in, struct budget *budget)
{
	struct gunzip *g = xrealloc(NULL, sizeof *g);

	*g = (struct gunzip){ .in = in, .budget = budget };
	if (inflateInit2(&g->z, ZLIB_OR_GZIP) != Z_OK)
		abort();
	g->out = source_new(gunzip_fill, g);
	return g;
}

struct source *
gunzip_source(struct gunzip *g)
{
	return g->out;
}

int
gunzip_cut(const struct gunzip *g)
{
	return g->cut;
}

void
gunzip_close(struct gunzip *g)
{
	if (g == NULL)
		return;
	inflateEnd(&g->z);
	source_free(g->out);
	free(g);
}

struct gzip *
gzip_open(struct spool *spool)
{
	struct gzip *g = xrealloc(NULL, sizeof *g);

	g->z = (z_stream){ 0 };
	g->spool = spool;
	if (deflateInit2(&g->z, LEVEL, Z_DEFLATED, GZIP, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	g->z.next_out = g->buf;
	g->z.avail_out = sizeof g->buf;
	return g;
}

/* What waits in the buffer goes to the spool. */
static int
drain(struct gzip *g)
{
	size_t n = sizeof g->buf - g->z.avail_out;

	g->z.next_out = g->buf;
	g->z.avail_out = sizeof g->buf;
	return spool_write(g->spool, g->buf, n);
}

int
gzip_write(struct gzip *g, const void *p, size_t n)
{
	g->z.next_in = (unsigned char *)p;
	g->z.avail_in = n;
	while (g->z.avail_in > 0) {
		deflate(&g->z, Z_NO_FLUSH);
		if (g->z.avail_out == 0 && drain(g) == -1)
			return -1;
	}
	return 0;
}

int
gzip_close(struct gzip *g)
{
	int rv = 0, end = Z_OK;

	if (g == NULL)
		return 0;
	while (rv == 0 && end != Z_STREAM_END) {
		end = deflate(&g->z, Z_FINISH);
		rv = drain(g);
	}
	deflateEnd(&g->z);
	free(g);
	return rv;
}

const char *
gzip_version(void)
{
	return zlibVersion();
}
