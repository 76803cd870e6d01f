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

enum store_mode { STORE_READ, STORE_WRITE, STORE_LOOK };

/*
 * STORE_WRITE makes the database if there is none and brings its schema up to
 * date; one from a newer program is refused.  ":memory:" is a store of its own.
 * STORE_LOOK reads, and whatever it is asked takes half a second at most.
 */
struct store	*store_open(const char *path, enum store_mode);
void		 store_close(struct store *);		/* NULL is fine */
const char	*store_path(const struct store *);	/* of the database, in full */

/*
 * What lies where the database should be: 1 a file that may be one; 0 none was
 * made yet, as far as one sees; or -1, ERR_LOST.  The WAL that every database
 * has beside it tells one that is gone from one that never was.
 */
int		 store_find(const char *path);

/*
 * Is the database to be trusted?  -1, ERR_DAMAGED, once SQLite or a segment was
 * found to be damaged: nothing more is written then.  A file beside the database
 * (-damaged) remembers it for all programs, until the database's own file is
 * another or was changed, store_rebuild() has mended it, or store_check() passes.
 * A reader that may not make the file remembers for itself.
 */
int		 store_trust(const struct store *);

/*
 * Run a statement; hand on the words of each row, or the first of them alone.  A word
 * is lent and ends in a NUL; NULL: there is none.
 */
#define STORE_COLUMNS	32		/* of a row, at most */

struct store_word {
	const char	*text;
	size_t		 len;
};

typedef int	(*store_words)(void *, const struct store_word *, int n);
typedef int	(*store_row)(void *, const char *, size_t);	/* never NULL */
int		 store_rows(struct store *, const struct sql *, const struct arg *,
		    store_words, void *);
int		 store_query(struct store *, const struct sql *, const struct arg *,
		    store_row, void *);
int		 store_exec(struct store *, const struct sql *, const struct arg *);
int		 store_get_int(void *, const char *, size_t);	/* a store_row: into int64_t */

#define IDS_MAX	100
struct ids {				/* what a question with that limit answers */
	int64_t	 id[IDS_MAX];
	size_t	 n;
};

int		 store_get_ids(void *, const char *, size_t);	/* a store_row: into struct ids */

/*
 * Rows of words that the engine tells one at a time.
 *
 * details: every record that the arguments of a filter choose, newest day first: day,
 * From domain, address, messages, DMARC, disposition, reason, DKIM aligned, its
 * result, domain and selector, SPF aligned, its result and domain, reporter, policy
 * domain, report id.
 *
 * original: the XML of the report id as it came, as gzip, in pieces, one a row.
 *
 * policies: of each domain the policy it published last in the days from..to: p, sp, pct.
 */
#define STORE_DETAILS	18
int		 store_stream(struct store *, const char *name, const struct arg *, store_words,
		    void *);

/*
 * A fact that a statement would be told (fact.h), told now, for a statement that runs
 * later, under the lock: the caller frees its text.
 */
struct fact;

int		 store_tell(struct store *, const char *name, const struct arg *, struct fact *);

struct kept {				/* the last row, in an arena; NULL: there was none */
	struct arena	*mem;
	const char	*text;
	size_t		 len;
};

int		 store_keep(void *, const char *, size_t);	/* a store_row: into struct kept */

/* What is read until the end is of one moment; 1, 0 when it was so already, or -1. */
int		 store_begin_reading(struct store *);
void		 store_end_reading(struct store *, int began);

/* Changes whenever another connection has written. */
int		 store_version(struct store *, int64_t *);

/*
 * Keep one report, all of it or nothing.  Reports gather in one transaction,
 * and none is safe before store_commit() has returned 0.  store_due() tells
 * when a batch is large or old enough.  The writer's lock is held from the
 * first store_put() to store_commit(), so all that is written is there already.
 */
struct origin {
	const char		*via;	/* "upload", "webhook", "cli", "imap", "maildir", "alias" */
	const struct mail_head	*mail;	/* the message it came in, or NULL */
};

struct entry {				/* a report to be kept */
	const struct report	*report;
	const struct origin	*origin;
	struct slice		 original; /* its XML as it came, as gzip; may be empty */
	int64_t			 records, messages;
	int			(*next)(void *, const struct record **); /* 1, 0 at the end, -1 */
	void			*arg;
};

/* What the store calls a report or a record: text that it alone reads. */
#define STORE_ID_MAX	39

struct stored {
	enum { STORE_NEW, STORE_DUPLICATE, STORE_CONFLICT } what;
	char	 id[STORE_ID_MAX + 1];	/* of the report, or of the one already here */
	int64_t	 day;			/* since 1970 */
	int64_t	 records, messages;
	int64_t	 removed;		/* by store_replace(), as it says what id says; 0: none */
};

int		 store_put(struct store *, const struct entry *, struct stored *);
int		 store_due(const struct store *);
int		 store_commit(struct store *);	/* on -1 the whole batch is undone */

/*
 * The same report as it is read now, in the place of what was read before; it
 * may turn out to be a duplicate, and is gone then.  Belongs to the open batch.
 */
int		 store_replace(struct store *, int64_t id, const struct entry *, struct stored *);

/*
 * The hash of a report by today's rule, NULL if nobody knows.  Of two reports
 * that turn out to be the same one is forgotten.  Belongs to the open batch.
 */
struct hash;

int		 store_identify(struct store *, int64_t id, const struct hash *);

/*
 * Other changes belong to the batch that is open as well.  store_enter() opens
 * one if none is, store_undo() undoes all of it; store_leave() is the end of one
 * whose work came to rv: -1 undoes it and stays, else it is committed.
 * store_change() is one statement as a batch of its own.
 */
int		 store_enter(struct store *);
void		 store_undo(struct store *);
int		 store_leave(struct store *, int rv);
int		 store_change(struct store *, const struct sql *, const struct arg *);

/* Forget a report with its records; one in conflict with it takes its place. */
int		 store_delete(struct store *, const char *id, struct stored *);

/*
 * Forget all reports before a day, adding their sums to month_total, in many
 * short transactions: killed in between, it goes on the next time.
 */
struct forgotten {
	int64_t	 reports, records;
};

int		 store_expire(struct store *, int64_t day, struct forgotten *);

/* Make the segments anew from the records, be they damaged; then check. */
int		 store_rebuild(struct store *);

/*
 * Care: is it damaged (-1)?  stale: only the segments are, and store_rebuild() can
 * mend that.  Tidy up (left: WAL pages a reader holds).  A copy, synced, 0600.
 */
int		 store_check(struct store *, int *stale);
int		 store_tidy(struct store *, int64_t *left);
int		 store_backup(struct store *, const char *path);
