#pragma once

#include "arena.h"
#include "store_db.h"

/* What a writer is in the middle of: reports gather in one transaction. */
struct batch {
	struct words	*words;
	struct arena	*mem;		/* of one report */
	int		 open;		/* in a transaction, under the lock */
	int		 reports;	/* new in this batch */
	int64_t		 began;		/* milliseconds */
	int64_t		 rec0, next;	/* its first record's id, and the next one's */
};

/* One report in it: all of it, or, dropped, nothing. */
int	batch_begin(struct store *);
int	batch_keep(struct store *);
void	batch_drop(struct store *);
int	batch_delete(struct store *, int64_t id, struct stored *);
