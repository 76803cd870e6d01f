#pragma once

#include "sqlite_words.h"

/* How a report's rows are written, new or in the place of others; in the open batch. */
struct head_ids {				/* of its head: their ids */
	int64_t	 org, domain, policy, sender;
	int64_t	 day;
};

struct rival {				/* another report of the same key */
	int64_t	 id;			/* 0: there is none */
	int64_t	 counted;		/* the one of them that is counted */
	int	 same;			/* it says the same */
};

struct writing {			/* what a writer is in the middle of */
	struct word_cache *words;
	struct arena	*mem;		/* of one report */
	int64_t		 rec0, next;	/* the batch's first record's id, and the next one's; 0 */
	const struct entry *entry;	/* the report that has begun, or NULL */
	struct stored	 stored;	/* what becomes of it */
	int64_t		 id, record;	/* its own, and that of its next record */
};

void	writing_free(struct writing *);			/* NULL is fine */

/* One report, or a change of one: all of it or, dropped, nothing.  A batch is open. */
int	writing_begin(struct store *);
int	writing_keep(struct store *);
void	writing_drop(struct store *);

/* engine.h's begin() to commit(), and forget(). */
int	write_begin(struct store *, const struct entry *);
int	write_add(struct store *, const struct record *);
int	write_end(struct store *, struct stored *);
void	write_abort(struct store *);
int	write_commit(struct store *);
int	write_forget(struct store *, const char *id, struct stored *);	/* sqlite_forget.c */
int	write_expire(struct store *, int64_t day, struct forgotten *);

void	write_id(struct stored *, int64_t id);

/* By its number, in a change that has begun. */
int	write_delete(struct store *, int64_t id, struct stored *);

int	write_words(struct store *, const struct report *, struct head_ids *);
int	write_rival(struct store *, const struct report *, const struct head_ids *, int64_t but,
	    struct rival *);

/* sql adds the row, or changes that of id; conflict is 0 for one that is counted. */
int	write_row(struct store *, const struct sql *, int64_t id, const struct entry *,
	    const struct head_ids *, int64_t conflict, int64_t rec0);
int	write_records(struct store *, const struct entry *, int64_t rec0);	/* all of them */
int	write_errors(struct store *, int64_t report, const struct text *);
