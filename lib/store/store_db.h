#pragma once

#include <sqlite3.h>

#include "store.h"

#define STORE_BUSY_MS	5000	/* WAL recovery by another opener says BUSY at once */

/* Inside the store: what its files share.  Nobody else includes this. */
struct stmt;
struct writing;
struct engine;

struct store {
	const char	*address;	/* while it is opened */
	const struct engine *engine;
	sqlite3		*db;
	struct stmt	*stmts;		/* prepared once, kept */
	struct writing	*writing;	/* what the engine is in the middle of, or NULL */
	int		 open;		/* in a transaction, under the lock */
	int		 reports;	/* new in this batch */
	int64_t		 began;		/* clock_ms() */
	int		 lock;		/* writer.lock, -1 for a reader or :memory: */
	int64_t		 end;		/* STORE_LOOK: when to give up, clock_ms() */
	char		 damage[1024];	/* what is remembered, where no file may be made */
};

int		 store_fail(struct store *, const char *what);	/* what SQLite said */
int		 store_damage(struct store *, const char *said);	/* remember it: always -1 */
int		 store_mended(struct store *);			/* and forget it */
int		 store_run(struct store *, const char *text);	/* BEGIN, PRAGMA, a migration */

/* A bound statement, to be stepped here and reset; NULL and the error set. */
sqlite3_stmt	*store_prepare(struct store *, const struct sql *, const struct arg *);

void		 store_free_stmts(struct store *);

int		 store_lock(struct store *);		/* and unlock: the one writer */
void		 store_unlock(struct store *);

/* See that the schema is ours, and make the views.  A reader waits for a writer to do it. */
int		 store_migrate(struct store *);
int		 store_await(struct store *, const char *path, enum store_mode);

int		 store_functions(struct store *);	/* what SQL may call */
int		 store_aggregates(struct store *);

/* What a function of SQL gathered is its answer; or the error, if memory ran out. */
void		 store_result(sqlite3_context *, sqlite3_str *);
