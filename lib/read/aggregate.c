#include <stdlib.h>

#include "aggregate.h"
#include "arena.h"
#include "err.h"
#include "gzip.h"
#include "parse.h"
#include "repair.h"
#include "terms.h"

struct aggregate {
	const struct leaf	*leaf;
	const struct limits	*limits;
	struct budget		*budget;
	const struct visitor	*visitor;
	struct spool		*kept;		/* the XML, as gzip */
	struct gzip		*gzip;
	size_t			 size;		/* of the XML */
	struct parser		*parser;
	int			 begun;
	int			 stopped;
};

struct aggregate *
aggregate_new(const struct leaf *leaf, const struct limits *limits,
    struct budget *budget, const struct visitor *visitor)
{
	struct aggregate *a = xrealloc(NULL, sizeof *a);

	*a = (struct aggregate){ leaf, limits, budget, visitor,
	    .kept = spool_new(SPOOL_MEMORY) };
	a->gzip = gzip_open(a->kept);
	return a;
}

/* What the visitor answers: when it fails all is over. */
static int
told(struct aggregate *a, int rv)
{
	a->stopped |= rv == -1;
	return rv;
}

static int
begin(struct aggregate *a)
{
	if (a->begun)
		return 0;
	a->begun = 1;
	return told(a, a->visitor->begin(a->visitor->arg));
}

static int
on_record(void *arg, const struct record *r)
{
	struct aggregate *a = arg;

	if (begin(a) == -1)
		return -1;
	return told(a, a->visitor->record(a->visitor->arg, r));
}

static void
start(struct aggregate *a)
{
	const struct sink sink = { on_record, a };

	parser_free(a->parser);
	a->parser = parser_new(&sink, a->limits);
}

static int
finish(struct aggregate *a)
{
	const struct report *r = parser_end(a->parser);

	if (r == NULL || begin(a) == -1)
		return -1;
	return told(a, a->visitor->done(a->visitor->arg, a->leaf, r, a->kept));
}

/* Unless all is well, as if nothing had been read. */
static int
settle(struct aggregate *a, int rv)
{
	if (rv == -1 && a->begun) {
		a->visitor->undo(a->visitor->arg);
		a->begun = 0;
	}
	return rv;
}

/* As much as is there; no more than a buffer. */
static ssize_t
take(struct source *s, const void **p)
{
	ssize_t n = source_peek(s, p, 1);

	if (n > SOURCE_BUFFER)
		n = SOURCE_BUFFER;
	if (n > 0)
		source_skip(s, n);
	return n;
}

static int
is_broken_xml(void)
{
	return err_kind() == ERR_XML_MALFORMED ||
	    err_kind() == ERR_XML_TRUNCATED;
}

/* Bytes that broke the parser are kept all the same. */
static int
read_strictly(struct aggregate *a, struct source *s)
{
	const void *p;
	ssize_t n;
	int rv = 0;

	start(a);
	while ((n = take(s, &p)) > 0) {
		if (rv == 0)
			rv = parser_feed(a->parser, p, n);
		if (rv == -1 && (a->stopped || !is_broken_xml()))
			return -1;
		if (gzip_write(a->gzip, p, n) == -1)
			return -1;
		a->size += n;
	}
	if (n == -1 || rv == -1)
		return -1;
	return 0;
}

int
aggregate_read(struct aggregate *a, struct source *s)
{
	int rv = read_strictly(a, s);

	if (gzip_close(a->gzip) == -1)
		rv = -1;
	a->gzip = NULL;
	return settle(a, rv == 0 ? finish(a) : -1);
}

static int
read_mended(struct aggregate *a, struct repair *repair)
{
	const void *p;
	uint64_t done;
	ssize_t n;
	int i;

	if (repair == NULL || budget_mend(a->budget, a->size) == -1)
		return -1;
	start(a);
	while ((n = take(repair_source(repair), &p)) > 0)
		if (budget_time(a->budget) == -1 || parser_feed(a->parser, p, n) == -1)
			return -1;
	if (n == -1)
		return -1;
	done = repair_done(repair);
	for (i = 0; done >> i != 0; i++)
		if (done >> i & 1)
			parser_warn(a->parser, i);
	return finish(a);
}

int
aggregate_mend(struct aggregate *a)
{
	struct source *kept = source_spool(a->kept);
	struct gunzip *gunzip = gunzip_open(kept, NULL);
	struct repair *repair = repair_open(gunzip_source(gunzip));
	int rv = settle(a, read_mended(a, repair));

	repair_close(repair);
	gunzip_close(gunzip);
	source_free(kept);
	return rv;
}

int
aggregate_stopped(const struct aggregate *a)
{
	return a->stopped;
}

void
aggregate_free(struct aggregate *a)
{
	if (a == NULL)
		return;
	parser_free(a->parser);
	gzip_close(a->gzip);
	spool_free(a->kept);
	free(a);
}
