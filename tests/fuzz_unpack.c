#include <stdint.h>
#include <stdlib.h>

#include "drip.h"
#include "err.h"
#include "gzip.h"
#include "intake.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Holds the walk to its word: what begins ends, and something is told. */
struct count {
	int	 begun;
	int	 told;
};

static int
on_begin(void *arg)
{
	struct count *c = arg;

	if (c->begun++ != 0)
		abort();
	return 0;
}

static int
on_record(void *arg, const struct record *r)
{
	struct count *c = arg;

	if (c->begun != 1 || r->count < 0)
		abort();
	return 0;
}

static int
on_done(void *arg, const struct leaf *leaf, const struct report *r, struct spool *gz)
{
	struct count *c = arg;

	(void)leaf;
	if (c->begun != 1 || r->policy.domain == NULL || spool_size(gz) == 0)
		abort();
	c->begun = 0;
	c->told++;
	return 0;
}

static void
on_undo(void *arg)
{
	struct count *c = arg;

	if (c->begun != 1)
		abort();
	c->begun = 0;
}

static int
on_other(void *arg, const struct leaf *leaf, enum report_type type,
    const struct report_name *tls)
{
	struct count *c = arg;

	(void)leaf;
	if (c->begun != 0 || (type == REPORT_TLS) != (tls != NULL))
		abort();
	c->told++;
	return 0;
}

static int
on_refused(void *arg, const struct leaf *leaf)
{
	struct count *c = arg;

	(void)leaf;
	if (c->begun != 0 || !ERR_REFUSED(err_kind()) || err_text()[0] == '\0')
		abort();
	c->told++;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct limits limits = LIMIT_DEFAULT;
	struct count c = { 0 };
	const struct visitor v = {
		on_begin, on_record, on_done, on_undo, on_other, on_refused, &c
	};
	struct drip d = { (const char *)data, n, 4096 };
	struct source *in = source_new(drip_fill, &d);
	struct budget budget;

	limits.unpacked = 1 << 20;
	limits.files = 16;
	budget_begin(&budget, &limits);
	if (intake(in, &limits, &budget, &v) == -1 || c.begun != 0 || c.told == 0)
		abort();
	source_free(in);
	return 0;
}
