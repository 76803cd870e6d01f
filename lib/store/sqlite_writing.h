#pragma once

#include "arena.h"
#include "sqlite_words.h"

/* What a writer is in the middle of: reports gather in the open batch. */
struct writing {
	struct word_cache *words;
	struct arena	*mem;		/* of one report */
	int64_t		 rec0, next;	/* the batch's first record's id, and the next one's; 0 */
	const struct entry *entry;	/* the report that has begun, or NULL */
	struct stored	 stored;	/* what becomes of it */
	int64_t		 id, record;	/* its own, and that of its next record */
};

void	writing_free(struct writing *);			/* NULL is fine */

/* One report, or a change of one: all of it or, dropped, nothing. */
int	writing_open(struct store *);
int	writing_keep(struct store *);
void	writing_drop(struct store *);

/* engine.h's begin() to commit(). */
int	writing_begin(struct store *, const struct entry *);
int	writing_add(struct store *, const struct record *);
int	writing_end(struct store *, struct stored *);
void	writing_abort(struct store *);
int	writing_commit(struct store *);

void	writing_id(struct stored *, int64_t id);	/* as text */
