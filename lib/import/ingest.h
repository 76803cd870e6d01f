#pragma once

#include "arena.h"
#include "intake.h"
#include "receipt.h"
#include "sheaf.h"

/* Bytes from outside to stored reports: the one place where reading meets keeping. */

/*
 * Read one input.  What became of it is added to the receipt; the reports in it
 * wait in the sheaf to be stored, and their results are not yet true.  0 also
 * when reports were refused; -1 when the system failed: the receipt is void then.
 * The budget may be of many inputs.  When too many reports wait, those so far
 * are stored and committed on the way.
 */
int		 ingest(struct sheaf *, struct source *, const char *file, const struct origin *,
		    const struct limits *, struct budget *, struct receipt *);

/*
 * Store what waits: the results are true now, but nothing is safe, or to be
 * acknowledged, before store_commit() has returned 0.  On -1 the batch is the
 * caller's to end.
 */
int		 ingest_keep(struct sheaf *);

/* What one input says, as JSON, one row: read into a store of its own. */
int		 ingest_parse(struct source *, const struct limits *, store_row, void *);
