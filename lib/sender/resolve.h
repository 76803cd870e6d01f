#pragma once

#include "text.h"
#include "trace.h"

/*
 * Who the senders of one domain are: what was seen of it, as sums for each trace and
 * address, becomes identities.  Sums know no order, so neither does the answer.
 */
#define SIGHT_DAYS	128		/* at most, from the first that is looked at */

struct network {			/* what is known of where an address is */
	const char	*name;		/* of its host's domain, its holder, or a prefix */
	const struct service *service;	/* whose host it is; or NULL */
	const char	*owner;		/* organizational domain of its host, confirmed; or NULL */
};

/* The prefix of an address, /24 or /48, as text: the name of a network without another. */
const char	*network_prefix(const struct ip *, struct arena *);
int		 network_nameless(const char *name);	/* is it that, or nobody's at all? */

/*
 * By its host's name, lent: the organization's, or what it is in (holder, or NULL: its
 * prefix) where hosts are let to anybody.
 */
void		 network_of_host(struct network *, const char *host, const struct ip *,
		    const struct network *holder, const struct names *, struct arena *);
int		 network_same(const struct ip *, const struct ip *);	/* of one prefix? */

struct identity;

struct sight {
	const struct trace *trace;
	const struct network *network;	/* equal names are one network */
	uint64_t	 messages;
	uint64_t	 days[SIGHT_DAYS / 64];	/* on which it was seen, bit by bit */
	uint32_t	 prover[2];	/* two of the reporters that may prove, or 0: none */
	int		 believed;	/* one told of it that may prove alone */
	uint32_t	 address;	/* its number: equal ones are one address */
	uint32_t	 number;	/* the caller's own */
	struct ip	 ip;
	struct identity	*identity;	/* comes out */
	struct identity	*own;		/* comes out: another that this address proved; or NULL */
};

enum identity_kind {
	IDENTITY_OWN,			/* has proved itself */
	IDENTITY_FORWARD,		/* passes on what an own one sent */
	IDENTITY_SERVICE,		/* a service in the domain's name */
	IDENTITY_DOMAIN,		/* a foreign domain in its name */
	IDENTITY_NETWORK,		/* nothing passes */
	IDENTITY_KINDS
};

struct identity {
	uint32_t	 number;	/* its place among them */
	enum identity_kind kind;
	const char	*name;		/* with the kind: what it is known by */
	const struct service *service;	/* this, or behind it; or NULL */
};

const char	*identity_kind_text(enum identity_kind);	/* "own", "fwd" and so on */

struct identities {
	struct identity	**of;		/* by kind and name */
	size_t		 count;
};

/* All sights are of one domain, that of their traces; addresses count from 0. */
void		 resolve(struct sight *, size_t n, uint32_t addresses, const struct names *,
		    struct identities *, struct arena *);
