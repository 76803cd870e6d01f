#pragma once

#include "roster.h"

/*
 * What is kept of the identities of a domain: each that has a name, or is told apart by
 * what it did; all others are crowds, one for each rule that says what they are.
 */
#define ROSTER_SENDERS	500		/* of a domain that have proof, told apart; and others */

struct roster_sender {
	const char	*kind, *name;
	const char	*service;	/* its key; or NULL */
	struct verdict	 verdict;
	uint64_t	 messages;
	uint64_t	 passes[SIGHT_DAYS / 64];	/* on which days, as the next */
	uint64_t	 fails[SIGHT_DAYS / 64];
	int		 first, last;	/* of these */
	int		 since;		/* first day of the failures that go on; -1: none do */
	int		 passed;	/* the last on which anything did; -1: nothing */
	const char	*keys;		/* by family, most messages first; or NULL */
	int		 spf;		/* SPF of the domain proved it */
	const char	*signer, *envelope;	/* foreign, that most of it passed by; or NULL */
	int64_t		 id;		/* where it is kept: the caller's */
};

struct roster_senders {
	struct roster_sender *of;
	size_t		 count;
	uint32_t	*by_identity;	/* which of them, by the identity's number */
};

/* In the arena. */
void	roster_senders(const struct roster_domain *, const struct owner *,
	    struct roster_senders *, struct arena *);

/* Their ids as JSON, [1,2]. */
const char	*roster_ids(const struct roster_senders *, struct arena *);
