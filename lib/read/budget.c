#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "budget.h"
#include "err.h"
#include "text.h"

#define SECOND	INT64_C(1000000000)

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

static uint64_t
come(const struct budget *b)
{
	return b->come + (b->in != NULL ? source_come(b->in) : 0);
}

/* So much for each request's worth of bytes, begun or whole. */
static uint64_t
allowed(const struct budget *b, size_t limit)
{
	uint64_t n = come(b);

	return limit * (1 + (n > 0 ? (n - 1) / b->limits->body : 0));
}

int
budget_check(const struct budget *b)
{
	return b->why[0] == '\0' ? 0 : fail(ERR_LIMIT, "%s", b->why);
}

static int __attribute__((format(printf, 2, 3)))
spend(struct budget *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b->why, sizeof b->why, fmt, ap);
	va_end(ap);
	return budget_check(b);
}

/* As bytes alone, or as a multiple of what has come. */
static uint64_t
all_unpacked(const struct budget *b)
{
	uint64_t ratio = come(b) * b->limits->ratio;

	return ratio > b->limits->unpacked ? ratio : b->limits->unpacked;
}

static int
spend_unpacked(struct budget *b)
{
	if (all_unpacked(b) > b->limits->unpacked)
		return spend(b, "more than %zu times its size when unpacked", b->limits->ratio);
	return spend(b, "more than %s when unpacked, in all", text_size(b->limits->unpacked).text);
}

void
budget_begin(struct budget *b, const struct limits *limits)
{
	*b = (struct budget){ .limits = limits };
}

void
budget_open(struct budget *b, struct source *in)
{
	b->in = in;
	b->since = now();
}

void
budget_close(struct budget *b)
{
	b->vain += now() - b->since;
	b->come = come(b);
	b->in = NULL;
}

/* What is stored or known is never in vain, however much it is. */
int
budget_time(struct budget *b)
{
	if (budget_check(b) == -1)
		return -1;
	if (b->vain + now() - b->since <= (int64_t)allowed(b, b->limits->vain) * SECOND)
		return 0;
	return spend(b, "more than %" PRIu64 " seconds of work for what is no report",
	    allowed(b, b->limits->vain));
}

int
budget_part(struct budget *b)
{
	int64_t t = now();

	b->part = 0;
	b->vain += t - b->since;
	b->since = t;
	return budget_time(b);
}

void
budget_worth(struct budget *b)
{
	b->since = now();
}

size_t
budget_left(const struct budget *b)
{
	uint64_t all = all_unpacked(b) - b->unpacked, part = b->limits->unpacked - b->part;

	if (b->why[0] != '\0')
		return 0;
	return part < all ? part : all;
}

int
budget_take(struct budget *b, size_t n)
{
	if (budget_check(b) == -1)
		return -1;
	if (n > b->limits->unpacked - b->part)
		return fail(ERR_LIMIT, "more than %s when unpacked",
		    text_size(b->limits->unpacked).text);
	if (n > all_unpacked(b) - b->unpacked)
		return spend_unpacked(b);
	b->unpacked += n;
	b->part += n;
	return 0;
}

int
budget_mend(struct budget *b, size_t n)
{
	uint64_t max = allowed(b, b->limits->mended);

	b->mended += n;
	if (b->mended > max)
		return spend(b, "more than %s that need mending", text_size(max).text);
	return budget_time(b);
}

int
budget_files(struct budget *b, size_t n)
{
	uint64_t max = allowed(b, b->limits->files);

	b->files += n;
	return b->files <= max ? budget_check(b) :
	    spend(b, "more than %" PRIu64 " files in archives", max);
}

int
budget_empty(struct budget *b)
{
	uint64_t max = allowed(b, b->limits->empty);

	return ++b->empty <= max ? budget_check(b) :
	    spend(b, "more than %" PRIu64 " empty files in archives", max);
}
