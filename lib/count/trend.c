#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "keyed.h"
#include "pairs.h"
#include "store_aggregate.h"

/*
 * trend(segment..., by, keys, since, until, rate, run): of the keys (an idset)
 * the number of failing addresses in from..to, and the sums of each of the WEEKS
 * weeks that end on the day until.
 *
 * Of the last weeks with messages, how many in a row reached the rate (what
 * passed, in hundredths of a percent), at most run; and, when one of the last
 * run weeks did not, the address that failed most in these and how often.
 */
#define WEEKS	12

enum { ARG_BY = ARG_OWN, ARG_KEYS, ARG_SINCE, ARG_UNTIL, ARG_RATE, ARG_RUN };

/* Of one key. */
struct line {
	uint32_t	 id;
	uint64_t	 weeks[WEEKS][2];	/* messages, failed */
	unsigned char	*ips;			/* bit i: address i failed */
	size_t		 size;
	uint64_t	 sources;
	const struct pair *worst;		/* of failed; NULL: none */
};

struct trend {
	int		 open;
	struct keyed	 keyed;
	int		 until, rate, run;
	struct line	*lines;			/* by id, ascending */
	size_t		 n;
	struct pairs	 failed;		/* line, address: messages of the last run weeks */
};

static int
trend_open(struct trend *t, sqlite3_context *ctx, sqlite3_value **argv)
{
	const void *bits = sqlite3_value_blob(argv[ARG_KEYS]);
	const struct idset keys = { bits, bits != NULL ? sqlite3_value_bytes(argv[ARG_KEYS]) : 0 };
	size_t id, n = 0;

	if (bits == NULL && sqlite3_value_bytes(argv[ARG_KEYS]) > 0) {
		sqlite3_result_error_nomem(ctx);
		return -1;
	}
	if (keyed_open(&t->keyed, ctx, argv[ARG_BY]) == -1)
		return -1;
	for (id = 0; id < keys.size * 8; id++)
		n += idset_has(&keys, id);
	t->lines = xrealloc(NULL, (n + 1) * sizeof *t->lines);
	memset(t->lines, 0, (n + 1) * sizeof *t->lines);
	for (id = 0; id < keys.size * 8; id++)
		if (idset_has(&keys, id))
			t->lines[t->n++].id = id;
	t->until = sqlite3_value_int(argv[ARG_UNTIL]);
	t->rate = sqlite3_value_int(argv[ARG_RATE]);
	t->run = sqlite3_value_int(argv[ARG_RUN]);
	t->open = 1;
	return 0;
}

static int
compare_line(const void *key, const void *line)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct line *)line)->id;

	return a < b ? -1 : a > b;
}

static void
count_source(struct line *l, uint32_t ip)
{
	size_t at = ip >> 3;

	if (at >= l->size) {
		size_t size = at + at / 2 + 64;

		l->ips = xrealloc(l->ips, size);
		memset(l->ips + l->size, 0, size - l->size);
		l->size = size;
	}
	l->sources += (l->ips[at] >> (ip & 7) & 1) == 0;
	l->ips[at] |= 1 << (ip & 7);
}

/* -1: there is no such address. */
static int
trend_add(struct trend *t, struct line *l, const struct row *r, int from)
{
	int ago = (t->until - r->day) / 7, fail = !OUTCOME_PASS(r->outcome);

	if (r->ip > t->keyed.bounds.max[BOUND_IP])
		return -1;
	if (r->day <= t->until && ago < WEEKS) {
		cells_sum(&l->weeks[WEEKS - 1 - ago][0], row_count(r));
		if (fail)
			cells_sum(&l->weeks[WEEKS - 1 - ago][1], row_count(r));
		if (fail && ago < t->run)
			pairs_add(&t->failed, l - t->lines, r->ip, row_count(r));
	}
	if (fail && r->day >= from)
		count_source(l, r->ip);
	return 0;
}

static void
trend_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct trend *t = aggregate_memory(ctx, sizeof *t);
	int from, since = sqlite3_value_int(argv[ARG_SINCE]);
	uint32_t keys[ROW_KEYS];
	struct block b;
	struct line *l;
	size_t i, k, n;

	(void)argc;
	if (t == NULL || block_args(ctx, argv, &b) == -1 ||
	    (!t->open && trend_open(t, ctx, argv) == -1))
		return;
	from = b.from;
	b.from = since < from ? since : from;
	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		n = keyed_of(&t->keyed, &b, i, keys);
		for (k = 0; k < n; k++) {
			l = bsearch(&keys[k], t->lines, t->n, sizeof *l, compare_line);
			if (l != NULL)
				b.damaged |= trend_add(t, l, &b.rows[i], from);
		}
	}
	block_end(ctx, &b);
}

/* The most failed, and of these the older address. */
static void
find_worst(struct trend *t)
{
	size_t i;

	for (i = 0; i < t->failed.size; i++) {
		const struct pair *p = &t->failed.pair[i];
		const struct pair **worst = &t->lines[p->a].worst;

		if (p->sum != 0 && (*worst == NULL || p->sum > (*worst)->sum ||
		    (p->sum == (*worst)->sum && p->b < (*worst)->b)))
			*worst = p;
	}
}

static int
reached(const struct trend *t, const uint64_t week[2])
{
	return week[1] * 10000.0 <= (double)week[0] * (10000 - t->rate);
}

static void
put_run(sqlite3_str *s, const struct trend *t, const struct line *l)
{
	int w, run = 0, all = 1;

	for (w = WEEKS - 1; w >= WEEKS - t->run; w--)
		all &= reached(t, l->weeks[w]);
	for (w = WEEKS - 1; w >= 0 && run < t->run && reached(t, l->weeks[w]); w--)
		run += l->weeks[w][0] != 0;
	sqlite3_str_appendf(s, ",%d", run);
	if (!all && l->worst != NULL)
		sqlite3_str_appendf(s, ",%u,%llu", l->worst->b, l->worst->sum);
}

static void
put_line(sqlite3_str *s, const struct trend *t, const struct line *l)
{
	int w;

	sqlite3_str_appendf(s, "[%u,%llu,[", l->id, l->sources);
	for (w = 0; w < WEEKS; w++)
		sqlite3_str_appendf(s, "%s[%llu,%llu]", w > 0 ? "," : "", l->weeks[w][0],
		    l->weeks[w][1]);
	sqlite3_str_appendchar(s, 1, ']');
	put_run(s, t, l);
	sqlite3_str_appendchar(s, 1, ']');
}

static void
trend_final(sqlite3_context *ctx)
{
	struct trend *t = aggregate_memory(ctx, sizeof *t);
	sqlite3_str *s;
	size_t i;

	if (t == NULL)
		return;
	s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	find_worst(t);
	sqlite3_str_appendchar(s, 1, '[');
	for (i = 0; i < t->n; i++) {
		if (i > 0)
			sqlite3_str_appendchar(s, 1, ',');
		put_line(s, t, &t->lines[i]);
		free(t->lines[i].ips);
	}
	sqlite3_str_appendchar(s, 1, ']');
	store_result(ctx, s);
	free(t->lines);
	free(t->failed.pair);
	keyed_close(&t->keyed);
}

const struct aggregate aggregate_trend[] = {
	{ "trend", -1, trend_step, trend_final },
	{ NULL, 0, NULL, NULL }
};
