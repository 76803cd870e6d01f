#pragma once

#include "report.h"
#include "store.h"

/*
 * Reports that were stored when identity followed another rule get that of
 * today (identity.h), from their originals: all of them when there is time, and
 * those of a report that is about to be stored before it is.  Whenever it ends,
 * each has its old identity or its new one.
 */
struct renewed {
	int64_t	 reports;
	int64_t	 lost;		/* of these the original cannot be read: they keep their hash */
};

/* Neither within a batch. */
int	renew_all(struct store *, struct renewed *);
int	renew_rivals(struct store *, const struct report *);	/* those of its key */
