#pragma once

#include <sys/stat.h>

#include <stdatomic.h>

#include "app.h"

/*
 * What one thread answers with, for as long as it runs: its way to the web server
 * and a store of its own.  The database may appear, be put back from a backup, or
 * be lost, meanwhile.
 */
struct worker {
	const struct app *app;
	const char	*db;
	atomic_bool	*seen;		/* by any of the process: the database; at first false */
	struct gateway	*gateway;
	struct cache	*cache;		/* of answers from the store */
	struct store	*blank;		/* an empty one, always there */
	struct store	*store;		/* NULL: not open; for worker_store() */
	struct stat	 file;		/* the store's, when it was opened */
};

/* With app, db and seen it gets the rest; -1: what it needs is short. */
int		 worker_begin(struct worker *, struct gateway *);
void		 worker_end(struct worker *);

/* The store, or NULL.  One that was there and is gone is not made once more. */
struct store	*worker_store(struct worker *);

/* To the log: what happened to what. */
void		 worker_complain(const struct worker *, const char *what, int status);
