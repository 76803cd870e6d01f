#include <stdlib.h>

#include "clock.h"
#include "engine.h"
#include "err.h"
#include "sqlite_segment.h"

#define BATCH_REPORTS	100
#define BATCH_MS	200		/* others wait for the lock that long */

/* Where a transaction ends, well or not, the lock does too. */
static void
leave(struct store *st)
{
	store_unlock(st);
	st->open = 0;
}

void
store_undo(struct store *st)
{
	if (!st->open)
		return;
	st->engine->abort(st);
	if (!sqlite3_get_autocommit(st->db))
		sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	leave(st);
}

/* Whether the database is to be trusted or not. */
static int
enter(struct store *st)
{
	if (st->open)
		return 0;
	if (store_lock(st) == -1)
		return -1;
	st->open = 1;
	st->reports = 0;
	st->began = clock_ms();
	if (store_run(st, "BEGIN IMMEDIATE") == 0)
		return 0;
	store_undo(st);
	return -1;
}

int
store_enter(struct store *st)
{
	return !st->open && store_trust(st) == -1 ? -1 : enter(st);
}

/* All records, each as its iterator has it. */
static int
add_records(struct store *st, const struct entry *e)
{
	const struct record *r;
	int rv;

	while ((rv = e->next(e->arg, &r)) == 1)
		if (st->engine->add(st, r) == -1)
			return -1;
	return rv;
}

int
store_put(struct store *st, const struct entry *e, struct stored *out)
{
	int rv;

	if (store_enter(st) == -1 || (rv = st->engine->begin(st, e)) == -1)
		return -1;
	if ((rv == 1 && add_records(st, e) == -1) || (rv = st->engine->end(st, out)) == -1) {
		st->engine->abort(st);
		return -1;
	}
	st->reports += rv;
	return 0;
}

int
store_due(const struct store *st)
{
	return st->open &&
	    (st->reports >= BATCH_REPORTS || clock_ms() - st->began >= BATCH_MS);
}

/* Facts first, state second: who dies between the two reads the same mail again, a duplicate. */
int
store_commit(struct store *st)
{
	if (!st->open)
		return 0;
	if (st->engine->commit(st) == -1 || store_run(st, "COMMIT") == -1) {
		store_undo(st);
		return -1;
	}
	leave(st);
	return 0;
}

int
store_leave(struct store *st, int rv)
{
	if (rv != -1)
		return store_commit(st);
	store_undo(st);
	return -1;
}

int
store_change(struct store *st, const struct sql *sql, const struct arg *args)
{
	return store_enter(st) == -1 ? -1 : store_leave(st, store_exec(st, sql, args));
}

int
store_delete(struct store *st, const char *id, struct stored *out)
{
	return store_enter(st) == -1 ? -1 : store_leave(st, st->engine->forget(st, id, out));
}

int
store_expire(struct store *st, int64_t day, struct forgotten *sum)
{
	return st->engine->expire(st, day, sum);
}

int
store_version(struct store *st, int64_t *n)
{
	return st->engine->version(st, n);
}

int
store_check(struct store *st, int *stale)
{
	return st->engine->check(st, stale);
}

static int
rebuild(struct store *st)
{
	return enter(st) == -1 ? -1 : store_leave(st, segment_rebuild(st));
}

/* What others remember of the damage ends when the file changes: write it back. */
int
store_rebuild(struct store *st)
{
	int64_t left;
	int stale;

	if (rebuild(st) == -1 || store_check(st, &stale) == -1)
		return -1;
	return store_tidy(st, &left);
}
