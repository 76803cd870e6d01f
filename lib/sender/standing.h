#pragma once

#include "verdict.h"

/* What was seen of a domain, and of one identity in it, all in all: what rules ask. */
struct domain_standing {
	uint64_t	 messages, proven, proven_by_key;
	uint64_t	 days[SIGHT_DAYS / 64];
	int		 watched;	/* for two weeks */
	int		 known;		/* what its own mail looks like */
	int		 signs;		/* nearly all that is proven is so by a key */
};

struct standing {
	const struct identity *identity;
	const struct domain_standing *domain;
	const struct service *service;	/* as of the identity */
	int		 mark;		/* the user's, or 0 */
	uint64_t	 messages, passed;
	uint64_t	 excused, vouched;	/* by who received it */
	uint64_t	 good_key;	/* a signature failed whose key is good elsewhere */
	uint64_t	 from_home;	/* what its keys send from home, own mail in all */
	uint32_t	 prover[2];
	uint64_t	 in_days[SIGHT_DAYS / 64];
	int		 days, span;
	int		 fails, broken;	/* more than 2 %; that, and three messages; or all */
	int		 proven;	/* by who may alone, or by two */
	int		 own_signature;	/* a signature of the domain's was seen on it */
	int		 signs;		/* something foreign signed */
	int		 authenticated;	/* that, or a foreign return path passed */
	int		 kin, tenant, our_host, hop, list;
	int		 ours_too;	/* the service has an own identity, which is believed */
	int		 same_address;	/* from an address that one of the own proved */
	int		 steady, brief;
};

/* By the identities' numbers, in the arena. */
struct standing	*standing_of(const struct sight *, size_t n, const struct identities *,
		    const struct names *, const struct owner *, struct arena *);
