#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "store_aggregate.h"

/*
 * watch(segment..., least): of each policy domain and of each address its
 * messages, what of them failed and since which day; of domains also what was
 * quarantined, what rejected, and since when.  Only those with any of it;
 * addresses from least failing messages on.
 */
enum { ARG_LEAST = ARG_OWN };

enum { SUM_ALL, SUM_FAIL, SUM_QUARANTINE, SUM_REJECT, SUM_MAX };

struct seen {
	uint64_t	 sum[SUM_MAX];
	uint16_t	 failed, blocked;	/* the first day of it */
};

struct seens {
	struct seen	*seen;			/* by id */
	size_t		 n;
	uint32_t	 max;			/* the largest id there is */
};

struct watch {
	int		 open;
	uint64_t	 least;
	struct seens	 domains, ips;
};

/* NULL: there is no such id. */
static struct seen *
seen_at(struct seens *s, size_t id)
{
	size_t n = id + id / 2 + 256;

	if (id > s->max)
		return NULL;
	if (id >= s->n) {
		s->seen = xrealloc(s->seen, n * sizeof *s->seen);
		memset(s->seen + s->n, 0, (n - s->n) * sizeof *s->seen);
		s->n = n;
	}
	return &s->seen[id];
}

/* Days of nothing count for nothing: a record may be of no messages. */
static int
see(struct seen *s, const struct row *r)
{
	static const int disposed[] = { SUM_ALL, SUM_QUARANTINE, SUM_REJECT };
	int sum = disposed[r->outcome >> 2];
	uint64_t n = row_count(r);

	if (s == NULL)
		return -1;
	if (n == 0)
		return 0;
	cells_sum(&s->sum[SUM_ALL], n);
	if (!OUTCOME_PASS(r->outcome)) {
		if (s->sum[SUM_FAIL] == 0 || r->day < s->failed)
			s->failed = r->day;
		cells_sum(&s->sum[SUM_FAIL], n);
	}
	if (sum != SUM_ALL) {
		if (s->sum[SUM_QUARANTINE] + s->sum[SUM_REJECT] == 0 || r->day < s->blocked)
			s->blocked = r->day;
		cells_sum(&s->sum[sum], n);
	}
	return 0;
}

static int
watch_open(struct watch *w, sqlite3_context *ctx, sqlite3_value **argv)
{
	struct bounds bounds;

	if (bounds_read(ctx, &bounds) == -1)
		return -1;
	w->domains.max = bounds.max[BOUND_DOMAIN];
	w->ips.max = bounds.max[BOUND_IP];
	w->least = sqlite3_value_int64(argv[ARG_LEAST]);
	w->open = 1;
	return 0;
}

static void
watch_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct watch *w = aggregate_memory(ctx, sizeof *w);
	struct block b;
	size_t i;

	(void)argc;
	if (w == NULL || block_args(ctx, argv, &b) == -1 ||
	    (!w->open && watch_open(w, ctx, argv) == -1))
		return;
	for (i = 0; i < b.n; i++)
		if (block_match(&b, i)) {
			b.damaged |= see(seen_at(&w->domains, b.rows[i].domain), &b.rows[i]);
			b.damaged |= see(seen_at(&w->ips, b.rows[i].ip), &b.rows[i]);
		}
	block_end(ctx, &b);
}

static void
put_seen(sqlite3_str *s, const char *comma, size_t id, const struct seen *e)
{
	sqlite3_str_appendf(s, "%s[%llu,%llu,%llu,%u,%llu,%llu,%u]", comma, (sqlite3_uint64)id,
	    e->sum[SUM_ALL], e->sum[SUM_FAIL], e->failed, e->sum[SUM_QUARANTINE],
	    e->sum[SUM_REJECT], e->blocked);
}

static void
watch_final(sqlite3_context *ctx)
{
	struct watch *w = aggregate_memory(ctx, sizeof *w);
	const char *comma = "";
	sqlite3_str *s;
	size_t id;

	if (w == NULL)
		return;
	s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	sqlite3_str_appendall(s, "{\"domain\":[");
	for (id = 0; id < w->domains.n; id++) {
		const struct seen *e = &w->domains.seen[id];

		if (e->sum[SUM_FAIL] + e->sum[SUM_QUARANTINE] + e->sum[SUM_REJECT] == 0)
			continue;
		put_seen(s, comma, id, e);
		comma = ",";
	}
	sqlite3_str_appendall(s, "],\"ip\":[");
	for (id = 0, comma = ""; id < w->ips.n; id++)
		if (w->ips.seen[id].sum[SUM_FAIL] > 0 &&
		    w->ips.seen[id].sum[SUM_FAIL] >= w->least) {
			put_seen(s, comma, id, &w->ips.seen[id]);
			comma = ",";
		}
	sqlite3_str_appendall(s, "]}");
	store_result(ctx, s);
	free(w->domains.seen);
	free(w->ips.seen);
}

const struct aggregate aggregate_watch[] = {
	{ "watch", -1, watch_step, watch_final },
	{ NULL, 0, NULL, NULL }
};
