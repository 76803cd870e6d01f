#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_aggregate.h"
#include "store_cells.h"

void
aggregate_json(sqlite3_context *ctx, sqlite3_str *s)
{
	int n = sqlite3_str_length(s);

	sqlite3_result_text(ctx, sqlite3_str_finish(s), n, sqlite3_free);
}

/* A blob that grows, zeroed. */
struct gathered {
	unsigned char	*p;
	size_t		 n, room;
};

static void
reach(struct gathered *g, size_t n)
{
	if (n > g->room) {
		size_t room = n + n / 2 + 64;

		g->p = xrealloc(g->p, room);
		memset(g->p + g->room, 0, room - g->room);
		g->room = room;
	}
	if (n > g->n)
		g->n = n;
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
	struct gathered *g = sqlite3_aggregate_context(ctx, sizeof *g);
	sqlite3_int64 id = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (id <= 0)
		return;
	reach(g, (id >> 3) + 1);
	g->p[id >> 3] |= 1 << (id & 7);
}

/* ranks(id): of rows that come in order, each id's place, u32 by id. */
static void
ranks_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct { struct gathered g; uint32_t next; } *r = sqlite3_aggregate_context(ctx, sizeof *r);
	sqlite3_int64 id = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (id <= 0)
		return;
	reach(&r->g, (id + 1) * sizeof(uint32_t));
	((uint32_t *)r->g.p)[id] = ++r->next;
}

/* messages(n): their sum, no larger than JSON can carry. */
static void
messages_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	uint64_t *sum = sqlite3_aggregate_context(ctx, sizeof *sum);
	sqlite3_int64 n = sqlite3_value_int64(argv[0]);

	(void)argc;
	cells_sum(sum, n > 0 ? n : 0);
}

static void
messages_final(sqlite3_context *ctx)
{
	uint64_t *sum = sqlite3_aggregate_context(ctx, sizeof *sum);

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
