#pragma once

#include "knowledge.h"
#include "sightings.h"
#include "standing.h"

/* The senders of all that is kept, domain by domain: whose each is, and why. */
struct roster_domain {
	const char	*name;		/* organizational */
	struct sight	*sights;	/* number: its place among the sightings */
	size_t		 nsights;
	struct identities found;
	const struct standing *standing;	/* by the identities' numbers, as the next */
	const struct verdict *verdict;
};

/* Each domain of the sightings is lent; the function's -1 ends it. */
int	roster_each(struct store *, struct sightings *, const struct knowledge *,
	    int (*each)(void *, const struct roster_domain *), void *);
