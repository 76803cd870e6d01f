#pragma once

#include "report.h"
#include "source.h"
#include "value.h"

/*
 * Where reports are kept.  A store is one connection and belongs to one
 * thread.  The SQL comes from sql/; a line of it that ends in "--? name" is
 * left out when the parameter of that name is not given.
 */
struct store;

struct sql {				/* a file of sql/, see sql.h */
	const char	*name;
	const char	*text;
};

enum store_mode { STORE_READ, STORE_WRITE };

/*
 * STORE_WRITE makes the database if there is none and brings its schema up to
 * date; one from a newer program is refused.  ":memory:" is a store of its own.
 */
struct store	*store_open(const char *path, enum store_mode);
void		 store_close(struct store *);		/* NULL is fine */
const char	*store_path(const struct store *);	/* of the database, in full */

/* Run a statement; hand on the first column of each row. */
typedef int	(*store_row)(void *, const char *, size_t);
int		 store_query(struct store *, const struct sql *, const struct arg *,
		    store_row, void *);
int		 store_exec(struct store *, const struct sql *, const struct arg *);
int		 store_get_int(void *, const char *, size_t);	/* a store_row: into int64_t */

/* Changes whenever another connection has written. */
int		 store_version(struct store *, int64_t *);

/*
 * Keep one report, all of it or nothing: store_begin(), store_add() each
 * record, store_end(); or store_abort() at any time.  Reports gather in one
 * transaction, and none is safe before store_commit() has returned 0.
 * store_due() tells when a batch is large or old enough.  The writer's lock is
 * held from the first store_begin() to store_commit().
 */
struct origin {
	const char		*via;	/* "upload", "webhook", "cli", "imap" */
	const struct mail_head	*mail;	/* the message it came in, or NULL */
};

struct stored {
	enum { STORE_NEW, STORE_DUPLICATE, STORE_CONFLICT } what;
	int64_t	 id;			/* of the report, or of the one already here */
	int64_t	 day;			/* since 1970 */
	int64_t	 records, messages;
};

int		 store_begin(struct store *);
int		 store_add(struct store *, const struct record *);
int		 store_end(struct store *, const struct report *, const struct origin *,
		    struct spool *gz, struct stored *);
void		 store_abort(struct store *);	/* this report; the batch stays */
int		 store_due(const struct store *);
int		 store_commit(struct store *);	/* on -1 the whole batch is undone */

/*
 * Other changes belong to the batch that is open as well.  store_enter() opens
 * one if none is, store_undo() undoes all of it; store_change() is one statement
 * as a batch of its own.
 */
int		 store_enter(struct store *);
void		 store_undo(struct store *);
int		 store_change(struct store *, const struct sql *, const struct arg *);

/* Forget a report with its records; one in conflict with it takes its place. */
int		 store_delete(struct store *, int64_t id, struct stored *);

/*
 * Forget all reports before a day, adding their sums to month_total, in many
 * short transactions: killed in between, it goes on the next time.
 */
struct forgotten {
	int64_t	 reports, records;
};

int		 store_expire(struct store *, int64_t day, struct forgotten *);

/* Make the segments anew from the records. */
int		 store_rebuild(struct store *);

/* Care: is it damaged (-1)?  Tidy up (left: WAL pages a reader holds).  A copy, synced, 0600. */
int		 store_check(struct store *);
int		 store_tidy(struct store *, int64_t *left);
int		 store_backup(struct store *, const char *path);
