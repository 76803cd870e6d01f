#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "keyed.h"
#include "store_aggregate.h"

/*
 * groups(segment..., by, sort, desc, top, limit): sums per domain, address,
 * reporter, From domain or selector: the first top of them in the order asked
 * for, all when top is 0.  limit: the share of failed messages that sort "over"
 * goes by, in hundredths of a percent.
 */
enum { ARG_BY = ARG_OWN, ARG_SORT, ARG_DESC, ARG_TOP, ARG_LIMIT };

struct groups {
	int		 open;
	struct keyed	 keyed;
	enum cells_order order;
	int		 desc;
	size_t		 top;
	uint64_t	 messages, fail;	/* of all rows, each once */
	struct cells	 cells;
};

static enum cells_order
order_of(const char *sort)
{
	static const char *const names[] = {
		[CELLS_MESSAGES] = "messages", [CELLS_FAIL] = "fail",
		[CELLS_OVER] = "over", [CELLS_RATE] = "rate", [CELLS_LAST] = "last",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (sort != NULL && strcmp(names[i], sort) == 0)
			return i;
	return CELLS_MESSAGES;
}

static int
groups_open(struct groups *g, sqlite3_context *ctx, sqlite3_value **argv)
{
	g->order = order_of((const char *)sqlite3_value_text(argv[ARG_SORT]));
	g->desc = sqlite3_value_int(argv[ARG_DESC]);
	g->top = sqlite3_value_int64(argv[ARG_TOP]);
	g->cells.limit = sqlite3_value_int64(argv[ARG_LIMIT]);
	if (keyed_open(&g->keyed, ctx, argv[ARG_BY]) == -1)
		return -1;
	g->cells.max = g->keyed.max;
	g->open = 1;
	return 0;
}

static void
groups_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct groups *g = aggregate_memory(ctx, sizeof *g);
	uint32_t keys[ROW_KEYS];
	struct block b;
	size_t i, k, n;

	(void)argc;
	if (g == NULL || block_args(ctx, argv, &b) == -1 ||
	    (!g->open && groups_open(g, ctx, argv) == -1))
		return;
	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		cells_sum(&g->messages, row_count(&b.rows[i]));
		if (!OUTCOME_PASS(b.rows[i].outcome))
			cells_sum(&g->fail, row_count(&b.rows[i]));
		n = keyed_of(&g->keyed, &b, i, keys);
		for (k = 0; k < n; k++)
			b.damaged |= cells_add(&g->cells, keys[k], &b.rows[i]);
	}
	block_end(ctx, &b);
}

static void
groups_final(sqlite3_context *ctx)
{
	struct groups *g = aggregate_memory(ctx, sizeof *g);
	sqlite3_str *s;
	uint32_t *ids;
	size_t i, n;

	if (g == NULL)
		return;
	s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	ids = cells_sorted(&g->cells, g->order, g->desc, &n);
	sqlite3_str_appendf(s, "{\"n\":%llu,\"messages\":%llu,\"fail\":%llu,\"rows\":[",
	    (sqlite3_uint64)n, g->messages, g->fail);
	for (i = 0; i < n && (g->top == 0 || i < g->top); i++) {
		const struct cell *c = &g->cells.cell[ids[i]];

		sqlite3_str_appendf(s, "%s[%u,%llu,%llu,%u]", i > 0 ? "," : "", ids[i],
		    c->messages, c->fail, c->last);
	}
	sqlite3_str_appendall(s, "]}");
	store_result(ctx, s);
	free(ids);
	free(g->cells.cell);
	keyed_close(&g->keyed);
}

const struct aggregate aggregate_group[] = {
	{ "groups", -1, groups_step, groups_final },
	{ NULL, 0, NULL, NULL }
};
