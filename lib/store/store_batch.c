#include <stdlib.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "sqlite_segment.h"
#include "sql.h"
#include "store_batch.h"
#include "store_words.h"

#define BATCH_REPORTS	100
#define BATCH_MS	200		/* others wait for the lock that long */

void
batch_free(struct batch *b)
{
	if (b == NULL)
		return;
	words_free(b->words);
	arena_free(b->mem);
	free(b);
}

/* Where a transaction ends, well or not, the lock does too. */
static void
leave(struct store *st)
{
	store_unlock(st);
	st->batch->open = 0;
}

/* It ends badly: any word of the batch may be undone, and its id another's one day. */
void
store_undo(struct store *st)
{
	struct batch *b = st->batch;

	if (b == NULL || !b->open)
		return;
	if (!sqlite3_get_autocommit(st->db))
		sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	words_free(b->words);
	b->words = words_new();
	leave(st);
}

/* Whether the database is to be trusted or not. */
static int
enter(struct store *st)
{
	struct batch *b = st->batch;

	if (b == NULL) {
		b = st->batch = xrealloc(NULL, sizeof *b);
		*b = (struct batch){ .words = words_new(), .mem = arena_new() };
	}
	if (b->open)
		return 0;
	if (store_lock(st) == -1)
		return -1;
	b->open = 1;
	b->reports = 0;
	b->began = clock_ms();
	if (store_run(st, "BEGIN IMMEDIATE") == -1 ||
	    store_query(st, &sql_next_record, NULL, store_get_int, &b->next) == -1) {
		store_undo(st);
		return -1;
	}
	b->rec0 = b->next;
	return 0;
}

int
store_enter(struct store *st)
{
	int open = st->batch != NULL && st->batch->open;

	return !open && store_trust(st) == -1 ? -1 : enter(st);
}

int
batch_begin(struct store *st)
{
	return store_run(st, "SAVEPOINT report");
}

int
batch_keep(struct store *st)
{
	if (store_run(st, "RELEASE report") == -1)
		return -1;
	words_keep(st->batch->words);
	st->batch->reports++;
	return 0;
}

void
batch_drop(struct store *st)
{
	if (sqlite3_get_autocommit(st->db)) {	/* SQLite gave up: the disk is full, say */
		store_undo(st);
		return;
	}
	words_forget(st->batch->words);
	sqlite3_exec(st->db, "ROLLBACK TO report; RELEASE report", NULL, NULL, NULL);
}

int
store_due(const struct store *st)
{
	const struct batch *b = st->batch;

	return b != NULL && b->open &&
	    (b->reports >= BATCH_REPORTS || clock_ms() - b->began >= BATCH_MS);
}

int
store_commit(struct store *st)
{
	struct batch *b = st->batch;
	int rv;

	if (b == NULL || !b->open)
		return 0;
	rv = b->next == b->rec0 ? 0 : segment_write(st, b->rec0, b->next - 1);
	if (rv == 0)
		rv = store_run(st, "COMMIT");
	if (rv == -1)
		store_undo(st);
	else
		leave(st);
	return rv;
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
