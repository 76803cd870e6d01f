#pragma once

#include "hash.h"
#include "resolve.h"
#include "store.h"

/*
 * What is known of where addresses are: the names of hosts (table ptr), and who holds
 * networks (table asn).
 */
struct places {
	struct place_host *hosts;	/* by address, in the arena as all it has */
	struct place_net *nets;
	size_t		 nhosts, nnets;
	struct hash	 hash;		/* another one: something else is known */
};

int			 places_read(struct places *, struct store *, const struct names *,
			    struct arena *);
const struct network	*places_find(const struct places *, const struct ip *);	/* or NULL */
