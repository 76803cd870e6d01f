#pragma once

#include "trace.h"

/*
 * What is known of names by the settings PSL_FILE, SERVICES_FILE and DOMAINS.  One that is
 * wrong stops nothing: what is built in, and the domains that are some, are used, and it
 * is told as a fault.
 */
struct naming {
	struct names	 names;
	const char	**domains;	/* of DOMAINS, organizational, each once */
	size_t		 ndomains;	/* 0: it is not set */
	const char	*faults;	/* a line each, as anybody may be told; or NULL */
	const char	*fingerprint;	/* another one: something else is known */
};

int	naming_open(struct naming *, struct arena *);	/* texts are the arena's */
void	naming_close(struct naming *);
