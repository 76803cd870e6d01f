#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "store_db.h"

/* A step's memory, zeroed at first; or NULL, and the function has an error. */
static void *
memory(sqlite3_context *ctx, size_t n)
{
	void *p = sqlite3_aggregate_context(ctx, n);

	if (p == NULL)
		sqlite3_result_error_nomem(ctx);
	return p;
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
	struct gathered *g = memory(ctx, sizeof *g);
	sqlite3_int64 id = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (g == NULL || id <= 0 || reach(ctx, g, (id >> 3) + 1) == -1)
		return;
	g->p[id >> 3] |= 1 << (id & 7);
}

/* messages(n): their sum, no larger than JSON can carry. */
static void
messages_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	uint64_t *sum = memory(ctx, sizeof *sum);
	sqlite3_int64 n = sqlite3_value_int64(argv[0]);

	(void)argc;
	if (sum != NULL)
		cells_sum(sum, n > 0 ? n : 0);
}

static void
messages_final(sqlite3_context *ctx)
{
	uint64_t *sum = memory(ctx, sizeof *sum);

	if (sum != NULL)
		sqlite3_result_int64(ctx, *sum);
}

int
store_aggregates(struct store *st)
{
	static const struct {
		const char *name;
		void	(*step)(sqlite3_context *, int, sqlite3_value **);
		void	(*final)(sqlite3_context *);
	} all[] = {
		{ "idset", idset_step, gathered_final },
		{ "messages", messages_step, messages_final },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		if (sqlite3_create_function(st->db, all[i].name, 1,
		    SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, NULL, all[i].step,
		    all[i].final) != SQLITE_OK)
			return store_fail(st, all[i].name);
	return 0;
}
