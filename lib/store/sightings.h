#pragma once

#include "report.h"
#include "store.h"

/*
 * What is kept of who sent mail, as senders are told by: sums of records that are alike
 * in all but address, reporter and day, for each address.
 */
struct sighting {
	uint32_t	 alike;		/* the same number: the same policy, record and excuses */
	const struct policy *policy;	/* its domain, and how strict it is; lent, as all */
	const struct record *record;	/* its results and From domain: those of all of them */
	unsigned int	 excuses;	/* trace_excuses() of its reasons */
	struct ip	 ip;
	uint64_t	 messages;
	const uint64_t	*days;		/* EVIDENCE_DAYS bits, from the first on */
};

/* Those that are alike follow one another. */
typedef int	(*each_sighting)(void *, const struct sighting *);

/* Of the days from that one on, at most EVIDENCE_DAYS. */
int	store_sightings(struct store *, int64_t first, each_sighting, void *);
