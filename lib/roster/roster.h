#pragma once

#include "standing.h"
#include "store.h"

/*
 * The senders of all that is kept, domain by domain: what was seen of them lately, whose
 * each is, and why.
 */
struct roster_domain {
	const char	*name;		/* organizational */
	struct sight	*sights;
	size_t		 nsights;
	struct identities found;
	const struct standing *standing;	/* by the identities' numbers, as the next */
	const struct verdict *verdict;
};

/* Of the days from that one on, at most EVIDENCE_DAYS; each is lent.  The function's -1 ends it. */
int	roster_each(struct store *, const struct names *, int64_t first,
	    int (*each)(void *, const struct roster_domain *), void *);
