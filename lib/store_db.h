#pragma once

#include <sqlite3.h>

#include "store.h"

#define STORE_BUSY_MS	5000	/* WAL recovery by another opener says BUSY at once */

/* Inside the store: what its files share.  Nobody else includes this. */
struct stmt;
struct batch;

struct store {
	sqlite3		*db;
	struct stmt	*stmts;		/* prepared once, kept */
	struct batch	*batch;		/* STORE_WRITE: what is being written */
	int		 lock;		/* writer.lock, -1 for a reader or :memory: */
};

int		 store_fail(struct store *, const char *what);	/* what SQLite said */
int		 store_run(struct store *, const char *text);	/* BEGIN, PRAGMA, a migration */

/* A bound statement, to be stepped here and reset; NULL and the error set. */
sqlite3_stmt	*store_prepare(struct store *, const struct sql *, const struct arg *);

void		 store_free_stmts(struct store *);

int		 store_lock(struct store *);		/* and unlock: the one writer */
void		 store_unlock(struct store *);

/* See that the schema is ours, and make the views.  A reader waits for a writer to do it. */
int		 store_migrate(struct store *);
int		 store_await(struct store *, const char *path);

void		 batch_free(struct batch *);
int		 store_functions(struct store *);	/* what SQL may call */
int		 store_aggregates(struct store *);
