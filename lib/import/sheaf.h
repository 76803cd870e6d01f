#pragma once

#include "report.h"
#include "store.h"

/*
 * Reports that were read and wait to be stored together.  Whatever is slow or
 * broken in an input is over when they are: the writer's lock is taken for
 * bytes that are all here.
 */
struct sheaf;

struct sheaf	*sheaf_new(struct store *);	/* borrowed; NULL: for sheaf_replace() */
void		 sheaf_free(struct sheaf *);	/* NULL is fine; what waits is lost */
struct store	*sheaf_store(const struct sheaf *);

/* One report: its records, then it and its XML as gzip; or none of it. */
void		 sheaf_begin(struct sheaf *);
int		 sheaf_add(struct sheaf *, const struct record *);
int		 sheaf_end(struct sheaf *, const struct report *, const struct origin *,
		    struct spool *gz, void *tag);
void		 sheaf_drop(struct sheaf *);

int		 sheaf_due(const struct sheaf *);	/* is there enough of them? */

/*
 * Store all that waits in the store's batch, and tell of each by its tag what
 * it was.  Batches that are due are committed on the way; the last one is the
 * caller's, as it is when this fails.
 */
typedef void	(*sheaf_kept)(void *tag, const struct stored *);

int		 sheaf_keep(struct sheaf *, sheaf_kept);

/* The one report that waits takes the place of another: store_replace(). */
int		 sheaf_replace(struct sheaf *, struct store *, int64_t id, struct stored *);

/* Each report that waits; the function's -1 ends it. */
int		 sheaf_each(const struct sheaf *, int (*)(void *, const struct report *), void *);
