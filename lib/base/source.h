#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Bytes that are read once, from first to last.  Sources stack: a decompressor
 * or a message part is a source that reads another.  Each holds one buffer of
 * little more than SOURCE_BUFFER bytes, whatever flows through it.
 */
#define SOURCE_BUFFER	(64 * 1024)

#define SOURCE_ROOM	4096

struct source;

/*
 * Fill at most n bytes, of which there are at least SOURCE_ROOM; return how
 * many, 0 at the end, or -1.  After that it is not called again.
 */
typedef ssize_t	(*source_fill)(void *arg, void *p, size_t n);

struct source	*source_new(source_fill, void *arg);
struct source	*source_memory(const void *, size_t);	/* lent until source_free */
struct source	*source_fd(int);			/* borrowed, not closed */
void		 source_free(struct source *);		/* NULL is fine */

/*
 * Look at what comes next without taking it: at least n bytes (at most
 * SOURCE_BUFFER) unless the end comes first.  Returns how many there are, or -1.
 */
ssize_t		 source_peek(struct source *, const void **, size_t n);

/* Take what comes next, lent until the next peek or read: bytes, 0 at the end, or -1. */
ssize_t		 source_read(struct source *, const void **);

/* Take n of the bytes just peeked at; they stay lent. */
void		 source_skip(struct source *, size_t n);

/* How many bytes have come so far, taken or not. */
uint64_t	 source_come(const struct source *);

/*
 * A spool keeps bytes aside, in memory while they are few, then in a temporary
 * file that has no name.  Written once, then read as often as needed.
 */
#define SPOOL_MEMORY	(256 * 1024)

struct spool;

struct slice {				/* a part of one */
	struct spool	*spool;
	size_t		 at, size;
};

struct spool	*spool_new(size_t memory);		/* bytes; more become a file */
int		 spool_write(struct spool *, const void *, size_t);
size_t		 spool_size(const struct spool *);
ssize_t		 spool_pread(struct spool *, void *, size_t n, size_t at);
void		 spool_free(struct spool *);		/* NULL is fine */
void		 spool_cut(struct spool *, size_t);	/* to what it was */
struct source	*source_spool(struct spool *);		/* borrowed; from its start */
struct source	*source_slice(const struct slice *);	/* its spool is borrowed */
