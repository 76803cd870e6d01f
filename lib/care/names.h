#pragma once

#include <stdio.h>

#include "store.h"

/*
 * The table ptr: what hosts the addresses of reports are (host.h), asked of DNS when
 * PTR_LOOKUP is 1, by one program at a time: of the busiest addresses of the last 90 days
 * those that are due, as many as a run may take, but none for special purposes (RFC 6890).
 * A confirmed name is asked for again after 60 days, none after 30, what was not answered
 * after one.
 */
struct names_sum {
	int	 on;			/* PTR_LOOKUP */
	int	 busy;			/* another one asks: nothing was done */
	int64_t	 named, nameless, away;
	int64_t	 left;			/* of those taken, there was no time */
	int64_t	 networks;		/* whose holder is known; -1: ASN_MMDB is not set */
};

/* A line for each to say, unless it is NULL; -1: ERR_AWAY, when no resolver answers. */
int	names_run(struct store *, FILE *say, struct arena *, struct names_sum *);
