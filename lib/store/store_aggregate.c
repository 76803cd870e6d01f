#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "err.h"
#include "store_aggregate.h"

void *
aggregate_memory(sqlite3_context *ctx, size_t n)
{
	void *p = sqlite3_aggregate_context(ctx, n);

	if (p == NULL)
		sqlite3_result_error_nomem(ctx);
	return p;
}

int
aggregate_failed(sqlite3_context *ctx)
{
	int rc = err_kind() == ERR_DAMAGED ? SQLITE_CORRUPT :
	    sqlite3_errcode(sqlite3_context_db_handle(ctx));

	sqlite3_result_error_code(ctx, rc != SQLITE_OK ? rc : SQLITE_ERROR);
	return -1;
}

/* A blob that grows, zeroed. */
#define GATHERED_MAX	(128 << 20)	/* bytes; no id is that large but in a damaged page */

struct gathered {
	unsigned char	*p;
	size_t		 n, room;
};

static int
reach(sqlite3_context *ctx, struct gathered *g, uint64_t n)
{
	if (n > GATHERED_MAX) {
		sqlite3_result_error_code(ctx, SQLITE_CORRUPT);
		return -1;
	}
	if (n > g->room) {
		size_t room = n + n / 2 + 64;

		g->p = xrealloc(g->p, room);
		memset(g->p + g->room, 0, room - g->room);
		g->room = room;
	}
	if (n > g->n)
		g->n = n;
	return 0;
}

static void
gathered_final(sqlite3_context *ctx)
{
	struct gathered *g = sqlite3_aggregate_context(ctx, 0);

	if (g == NULL || g->p == NULL)
		sqlite3_result_zeroblob(ctx, 0);
	else
		sqlite3_result_blob64(ctx, g->p, g->n, free);
}

/* idset(id): struct idset's bits. */
static void
idset_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct gathered *g = aggregate_memory(ctx, sizeof *g);
	sqlite3_int64 id = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (g == NULL || id <= 0 || reach(ctx, g, (id >> 3) + 1) == -1)
		return;
	g->p[id >> 3] |= 1 << (id & 7);
}

/* ranks(id): of rows that come in order, each id's place, u32 by id. */
static void
ranks_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct { struct gathered g; uint32_t next; } *r = aggregate_memory(ctx, sizeof *r);
	sqlite3_int64 id = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (r == NULL || id <= 0 ||
	    reach(ctx, &r->g, ((uint64_t)id + 1) * sizeof(uint32_t)) == -1)
		return;
	((uint32_t *)r->g.p)[id] = ++r->next;
}

/* messages(n): their sum, no larger than JSON can carry. */
static void
messages_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	uint64_t *sum = aggregate_memory(ctx, sizeof *sum);
	sqlite3_int64 n = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (sum != NULL)
		cells_sum(sum, n > 0 ? n : 0);
}

static void
messages_final(sqlite3_context *ctx)
{
	uint64_t *sum = aggregate_memory(ctx, sizeof *sum);

	if (sum != NULL)
		sqlite3_result_int64(ctx, *sum);
}

const struct aggregate aggregate_idset[] = {
	{ "idset", 1, idset_step, gathered_final },
	{ "ranks", 1, ranks_step, gathered_final },
	{ "messages", 1, messages_step, messages_final },
	{ NULL, 0, NULL, NULL }
};

int
store_aggregates(struct store *st)
{
	static const struct aggregate *const all[] = { aggregate_idset, aggregate_tally,
	    aggregate_group, aggregate_trend, aggregate_page, aggregate_watch };
	const struct aggregate *a;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		for (a = all[i]; a->name != NULL; a++)
			if (sqlite3_create_function(st->db, a->name, a->argc,
			    SQLITE_UTF8 | SQLITE_INNOCUOUS, st, NULL, a->step,
			    a->final) != SQLITE_OK)
				return store_fail(st, a->name);
	return 0;
}
