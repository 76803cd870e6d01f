#include "bounds.h"
#include "sql.h"
#include "store_aggregate.h"

#define WORD_BYTES	8		/* of the database that a word takes, at least */

/* An id that the database is too small for is the mark of a damaged page. */
static int
read_row(struct store *st, sqlite3_stmt *q, struct bounds *b)
{
	int64_t most = sqlite3_column_int64(q, BOUND_MAX) / WORD_BYTES, id;
	int i;

	for (i = 0; i < BOUND_MAX; i++) {
		id = sqlite3_column_int64(q, i);
		if (id < 0 || id > most || id > UINT32_MAX)
			return store_damage(st, "a word has an impossible number");
		b->max[i] = id;
	}
	return 0;
}

int
bounds_find(struct store *st, struct bounds *b)
{
	sqlite3_stmt *q = store_prepare(st, &sql_bounds, NULL);
	int rv = -1;

	if (q == NULL)
		return -1;
	if (sqlite3_step(q) == SQLITE_ROW)
		rv = read_row(st, q, b);
	else
		store_fail(st, "bounds");
	sqlite3_reset(q);
	return rv;
}

int
bounds_read(sqlite3_context *ctx, struct bounds *b)
{
	if (bounds_find(sqlite3_user_data(ctx), b) == 0)
		return 0;
	return aggregate_failed(ctx);
}
