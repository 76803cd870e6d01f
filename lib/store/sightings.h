#pragma once

#include "report.h"
#include "store.h"

/*
 * What is kept of who sent mail, as senders are told by: sums of records that are alike
 * in all but address, reporter and day, for each address; and where it is kept whose
 * each of them is.
 */
#define SIGHTINGS_DAYS	90		/* that senders are told by */

struct sighting {
	uint32_t	 alike;		/* the same number: the same policy, record and excuses */
	const struct policy *policy;	/* its domain, and how strict it is; lent, as all */
	const struct record *record;	/* its results and From domain: those of all of them */
	unsigned int	 excuses;	/* trace_excuses() of its reasons */
	struct ip	 ip;
	uint64_t	 messages;
	const uint64_t	*days;		/* a bit each, from the first on */
};

/* Those that are alike follow one another. */
typedef int	(*each_sighting)(void *, const struct sighting *);

struct sightings;

struct sightings_of {
	int64_t	 today;				/* all days are since 1970 */
	int	 (*wanted)(void *, const char *domain);	/* this policy domain? */
	void	*arg;

	/* Comes out: the days that are looked at, up to the newest; and of any report. */
	int64_t	 first, last, oldest;
};

/* Scanned, all of one moment; or NULL. */
struct sightings *sightings_open(struct store *, struct sightings_of *);
int		 sightings_each(struct store *, struct sightings *, each_sighting, void *);
void		 sightings_close(struct store *, struct sightings *);	/* NULL is fine */

/*
 * Keep the number of an identity for the records of each sighting, in their order, of the
 * days from that one on: others may be alike, and come from the same address.  In batches
 * of its own, and only what is another than before.
 */
int		 sightings_keep(struct store *, struct sightings *, int64_t from,
		    const uint32_t *identities);

/*
 * The policy domains of reports that came since, lent; 0: of any.  told: how far that was,
 * and is now, which the engine alone reads.
 */
int		 sightings_fresh(struct store *, int64_t *told,
		    int (*each)(void *, const char *domain), void *);
