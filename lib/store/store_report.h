#pragma once

#include "store.h"

/*
 * What the care of the SQLite file asks of the reports in it, by their numbers:
 * renewing their hashes and reading their originals again.
 */
int	store_report_ids(struct store *, int64_t after, struct ids *);	/* the next, in order */

/* Of these, those whose hash was made by an older rule than IDENTITY_VERSION. */
int	store_report_old(struct store *, int64_t after, struct ids *);

/* And of these those of the same key as a report; some of them, as long as there are any. */
int	store_report_rivals(struct store *, const struct report *, struct ids *);

/* 1 when there is one, 0, or -1. */
int	store_report_there(struct store *, int64_t id);

/* All that is read of it: itself, then each of its records, as JSON, a row each. */
int	store_report_said(struct store *, const char *id, store_row, void *);

/* All reports of a store, and the table result: the answer of dmarc-import parse. */
int	store_report_parsed(struct store *, store_row, void *);
