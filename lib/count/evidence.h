#pragma once

#include "bounds.h"
#include "scan.h"

/*
 * Sums for each kind of evidence and address: what senders are told by.  Evidence is all
 * that a record has of who sent it but its address, as ids; few kinds of it cover many
 * records.
 */
#define EVIDENCE_DAYS	128		/* at most, from the first */

/* Of more sums than that, those of failures are kept without their addresses. */
#define EVIDENCE_SUMS	(1 << 18)

struct evidence {
	uint32_t	 domain, from;	/* policy domain; name */
	uint32_t	 auth[3];	/* the first two DKIM, the first SPF */
	uint32_t	 more;		/* a list of others, 0: none */
	uint32_t	 passes;	/* DKIM << 1 | SPF, aligned, as told; strict << 2 */
	uint32_t	 excuses;	/* a mask that the caller gives reasons */
};

struct evidence_sum {
	uint32_t	 evidence;	/* its number */
	uint32_t	 ip;		/* 0: none; or those that are not told apart any more */
	uint64_t	 messages;
	uint64_t	 days[EVIDENCE_DAYS / 64];
};

/* What stands beside the segments: of some records, in ascending order. */
struct evidence_more {
	int64_t		 first, last;
	uint32_t	 value;
};

struct evidence_beside {
	struct evidence_more *more;	/* malloc'd, the owner frees */
	size_t		 n, at;
};

struct evidences {
	const struct bounds *bounds;
	int		 first;		/* day; of those before and long after nothing is summed */
	const uint16_t	*excuses;	/* by reason id, nreasons of them: masks */
	size_t		 nreasons;
	struct evidence_beside more;	/* numbers of lists */
	struct evidence_beside reasons;	/* masks of those that are not the first */
	struct evidence_beside strict;	/* masks: of what the policy wants strict alignment */

	struct evidence	*evidence;	/* malloc'd, as all below */
	uint32_t	 nevidence;
	uint32_t	*slot;		/* number + 1, or 0 */
	size_t		 nslots;
	struct evidence_sum *sum;	/* a hash table; messages 0: nothing is here */
	size_t		 nsums, used;
	int		 folded;	/* failures have no addresses */
	size_t		*start;		/* by number, in the sorted sums; and the end */
};

void	evidences_open(struct evidences *);	/* what stands above is set */
int	evidences_block(void *evidences, struct block);
void	evidences_close(struct evidences *);

/* All sums by evidence and address, in place; then no more is added. */
struct evidence_sum *evidences_sorted(struct evidences *, size_t *n);

/*
 * Of which of the sorted sums row i would be part; -1: of none; -2: it cannot be.  Blocks
 * come in ascending order: evidences_again() before the first.
 */
void	evidences_again(struct evidences *);
int64_t	evidences_place(struct evidences *, const struct block *, size_t i);
