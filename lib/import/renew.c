#include <inttypes.h>
#include <stdio.h>
#include "err.h"
#include "intake.h"
#include "original.h"
#include "renew.h"
#include "store_report.h"

struct reading {
	struct hash	 hash;
	int		 found;
};

static int
on_begin(void *arg)
{
	(void)arg;
	return 0;
}

static int
on_record(void *arg, const struct record *r)
{
	(void)arg, (void)r;
	return 0;
}

static void
on_undo(void *arg)
{
	(void)arg;
}

static int
on_done(void *arg, const struct leaf *leaf, const struct report *r, struct spool *gz)
{
	struct reading *to = arg;

	(void)leaf, (void)gz;
	*to = (struct reading){ r->hash, 1 };
	return 0;
}

static int
on_other(void *arg, const struct leaf *leaf, enum report_type type,
    const struct report_name *name)
{
	(void)arg, (void)leaf, (void)type, (void)name;
	return 0;
}

static int
on_refused(void *arg, const struct leaf *leaf)
{
	(void)arg, (void)leaf;
	return 0;
}

static int
read_hash(struct store *st, int64_t id, struct reading *to)
{
	static const struct limits limits = LIMIT_KEPT;
	const struct visitor v = { on_begin, on_record, on_done, on_undo, on_other, on_refused,
	    to };
	struct spool *gz = spool_new(SPOOL_MEMORY);
	struct source *in = source_spool(gz);
	struct budget budget;
	char name[STORE_ID_MAX + 1];
	int rv;

	to->found = 0;
	budget_begin(&budget, &limits);
	snprintf(name, sizeof name, "%" PRId64, id);
	if ((rv = original_read(st, name, gz)) == 0)
		rv = intake(in, &limits, &budget, &v);
	source_free(in);
	spool_free(gz);
	return rv;
}

/* Read first, then write: nobody waits for the reading. */
static int
renew_some(struct store *st, const struct ids *ids, struct renewed *sum)
{
	struct reading read[IDS_MAX];
	size_t i;
	int rv = 0;

	for (i = 0; i < ids->n; i++)
		if (read_hash(st, ids->id[i], &read[i]) == -1)
			return -1;
	if (store_enter(st) == -1)
		return -1;
	for (i = 0; i < ids->n && rv == 0; i++) {
		rv = store_identify(st, ids->id[i], read[i].found ? &read[i].hash : NULL);
		sum->reports++;
		sum->lost += !read[i].found;
	}
	return store_leave(st, rv);
}

int
renew_all(struct store *st, struct renewed *sum)
{
	struct ids ids = { .n = 0 };
	int64_t after = 0;

	*sum = (struct renewed){ 0, 0 };
	do {
		if (store_report_old(st, after, &ids) == -1 ||
		    (ids.n > 0 && renew_some(st, &ids, sum) == -1))
			return -1;
		if (ids.n > 0)
			after = ids.id[ids.n - 1];
	} while (ids.n == IDS_MAX);
	return 0;
}

int
renew_rivals(struct store *st, const struct report *r)
{
	struct ids ids = { .n = 0 };
	struct renewed sum = { 0, 0 };

	do {
		if (store_report_rivals(st, r, &ids) == -1 ||
		    (ids.n > 0 && renew_some(st, &ids, &sum) == -1))
			return -1;
	} while (ids.n == IDS_MAX);
	return 0;
}
