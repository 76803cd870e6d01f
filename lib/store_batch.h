#pragma once

#include "arena.h"
#include "hash.h"
#include "store_db.h"

/* What a writer is in the middle of: reports gather in one transaction. */
struct batch {
	struct intern	*words;
	struct arena	*mem;		/* of one record */
	int		 open;		/* in a transaction, under the lock */
	int		 writing;	/* in a report */
	int		 reports;	/* new in this batch */
	int64_t		 began;		/* milliseconds */
	int64_t		 rec0;		/* the batch's first record */
	int64_t		 first, next;	/* the report's, and the next one's id */
	int64_t		 messages;
	struct hash	 hash;
};
