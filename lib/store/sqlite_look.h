#pragma once

#include "address.h"
#include "evidence.h"
#include "interned.h"
#include "sightings.h"
#include "sqlite_chosen.h"

#define LIST_MOST	512		/* bytes of a list of results */

/* engine.h's look() and what follows on it. */
struct sightings {
	struct store	*store;
	struct question	 asked;
	struct chosen	*chosen;
	struct arena	*mem;
	struct evidences evidences;
	struct evidence_sum *sum;
	size_t		 nsums;
	int64_t		 records;	/* the last there was */
	uint16_t	*excuses;	/* by reason */
	struct interned	 lists;			/* of results that are not the first: " 12 15" */
	char		 list[LIST_MOST];	/* of the record at hand */
	int64_t		 record;
	unsigned char	 (*address)[ADDRESS_BYTES];	/* by id */
};

struct sightings *look_open(struct store *, struct sightings_of *);
int	look_each(struct sightings *, each_sighting, void *);
int	look_keep(struct sightings *, int64_t from, const uint32_t *identities);
void	look_close(struct sightings *);
int	look_fresh(struct store *, int64_t *told, int (*each)(void *, const char *domain), void *);

/* What the scan is told beside the segments; -1. */
int	beside_read(struct sightings *);

/* A record and a policy again, as far as their evidence goes. */
int	beside_tell(struct sightings *, const struct evidence *, struct policy *, struct record *);
