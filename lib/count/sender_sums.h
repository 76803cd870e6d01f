#pragma once

#include "bounds.h"
#include "pairs.h"
#include "scan.h"

/* Sums for each identity. */
#define SENDER_WEEKS	12

struct sender_sum {
	uint32_t	 identity;
	uint64_t	 outcomes[OUTCOME_MAX];
	uint64_t	 weeks[SENDER_WEEKS][2];	/* passed, failed; the last ends on until */
	uint64_t	 slipped[SENDER_WEEKS];		/* failed, and delivered */
	uint32_t	 ips, orgs;	/* how many */
	uint32_t	 first, last;	/* days */
};

struct sender_sums {
	int		 from;		/* rows of days before count for the weeks alone */
	int		 until;
	uint32_t	 max;		/* the largest identity there is */

	struct sender_sum *sum;		/* malloc'd, as all below */
	size_t		 n;
	uint32_t	*place;		/* by identity: of its sum, from 1 */
	struct pairs	 ips, orgs;	/* by place */
};

void	sender_sums_open(struct sender_sums *);	/* what stands above is set */
int	sender_sums_block(void *sums, struct block);
void	sender_sums_close(struct sender_sums *);
