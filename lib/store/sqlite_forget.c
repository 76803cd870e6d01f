#include <time.h>

#include "clock.h"
#include "err.h"
#include "sqlite.h"
#include "sqlite_extent.h"
#include "sqlite_forget.h"
#include "sqlite_segment.h"
#include "sqlite_writing.h"
#include "text.h"

#define EXPIRE_MS	30		/* of a transaction, and then there are segments to renew */
#define EXPIRE_SEGMENTS	4
#define PAUSE_MS	5		/* others get the lock now */

static int
renew(struct store *st, const struct extent *e)
{
	return e->last < e->first ? 0 : segment_renew(st, e->first, e->last);
}

/* The trigger on report takes what belongs to it along. */
int
forget_number(struct store *st, int64_t id, struct stored *out)
{
	struct extent gone, heir;

	if (extent_find(st, &sqlite_report_extent, id, &gone) == -1 ||
	    extent_find(st, &sqlite_report_heir, id, &heir) == -1)
		return -1;
	if (gone.id == 0)
		return fail(ERR_NOT_FOUND, "there is no report %lld", (long long)id);
	*out = (struct stored){ .records = gone.last - gone.first + 1, .messages = gone.messages };
	writing_id(out, id);
	if (store_exec(st, &sqlite_delete_report, ARGS(INT("id", id))) == -1 ||
	    renew(st, &gone) == -1)
		return -1;
	return renew(st, &heir);
}

int
forget_report(struct store *st, const char *text, struct stored *out)
{
	int64_t id;

	if (text_number(&id, text) == -1)
		return fail(ERR_NOT_FOUND, "there is no report %.40s", text);
	return forget_number(st, id, out);
}

struct expiry {
	struct store	*store;
	struct forgotten *sum;
	int64_t		 n;		/* the next of the list */
	struct extent	 run;		/* records whose segments are to be renewed, side by side */
	int64_t		 segments;	/* touched in this transaction */
};

/* Reports come in the order of their records, so a segment is renewed once. */
static int
touch(struct expiry *x, const struct extent *e)
{
	struct extent *run = &x->run;
	int64_t first = e->first >> SEGMENT_BITS, last = e->last >> SEGMENT_BITS;

	if (e->last < e->first)
		return 0;
	if (run->last < run->first || first < run->first >> SEGMENT_BITS ||
	    first > (run->last >> SEGMENT_BITS) + 1) {
		if (renew(x->store, run) == -1)
			return -1;
		*run = *e;
		x->segments += last - first + 1;
	} else if (e->last > run->last) {
		x->segments += last - (run->last >> SEGMENT_BITS);
		run->last = e->last;
	}
	return 0;
}

static int
forget_one(struct expiry *x, int64_t id)
{
	struct extent e;

	if (extent_find(x->store, &sqlite_report_extent, id, &e) == -1)
		return -1;
	if (e.id == 0)			/* somebody deleted it meanwhile */
		return 0;
	if (store_exec(x->store, &sqlite_add_month_total, ARGS(INT("id", id))) == -1 ||
	    store_exec(x->store, &sqlite_add_forgotten, ARGS(INT("id", id))) == -1 ||
	    store_exec(x->store, &sqlite_delete_report, ARGS(INT("id", id))) == -1)
		return -1;
	x->sum->reports++;
	x->sum->records += e.last - e.first + 1;
	return touch(x, &e);
}

/* With those in conflict with it, and these first: none must become the one that counts. */
static int
forget(struct expiry *x, int64_t id)
{
	int64_t rival;

	do {
		rival = 0;
		if (store_query(x->store, &sqlite_next_conflict, ARGS(INT("id", id)),
		    store_get_int, &rival) == -1 ||
		    forget_one(x, rival != 0 ? rival : id) == -1)
			return -1;
	} while (rival != 0);
	return 0;
}

/* 1 when there is more. */
static int
expire_some(struct expiry *x)
{
	int64_t end = clock_ms() + EXPIRE_MS, id;

	x->run = (struct extent){ 0, 1, 0, 0 };
	x->segments = 0;
	do {
		id = 0;
		if (store_query(x->store, &sqlite_next_expired, ARGS(INT("n", x->n)),
		    store_get_int, &id) == -1)
			return -1;
		if (id != 0 && forget(x, id) == -1)
			return -1;
		x->n++;
	} while (id != 0 && clock_ms() < end && x->segments < EXPIRE_SEGMENTS);
	return renew(x->store, &x->run) == -1 ? -1 : id != 0;
}

int
forget_expired(struct store *st, int64_t day, struct forgotten *sum)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	struct expiry x = { .store = st, .sum = sum, .n = 1 };
	int more = 1;

	*sum = (struct forgotten){ 0, 0 };
	if (store_exec(st, &sqlite_temp_expired, NULL) == -1 ||
	    store_exec(st, &sqlite_clear_expired, NULL) == -1 ||
	    store_exec(st, &sqlite_find_expired, ARGS(INT("day", day))) == -1)
		return -1;
	while (more) {
		if (store_enter(st) == -1)
			return -1;
		more = expire_some(&x);
		if (store_leave(st, more) == -1)
			return -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}
