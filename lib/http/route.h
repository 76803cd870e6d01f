#pragma once

#include <stdint.h>

#include "arena.h"

/*
 * Which function answers a request.  A '#' in a path stands for a positive
 * number, a '*' for an id: letters, digits, '.', '_' and '-'.  A HEAD goes
 * where the GET goes.
 */
#define ROUTE_ID	64		/* bytes of an id, at most */

enum {
	ROUTE_OWN_PAGES	= 1 << 0,	/* not for pages of another site */
};

struct req;
struct sql;

struct route {
	const char	*method;
	const char	*path;
	unsigned int	 flags;
	int		(*fn)(struct req *);
	const struct sql *sql;		/* for get.h */
	unsigned int	 takes;		/* filters, for get.h */
};

/* What stood in a path where its route has a '#' or a '*'. */
struct route_part {
	int64_t		 number;	/* or 0 */
	char		 id[ROUTE_ID + 1];	/* or "" */
};

const struct route *route_find(const struct route *, const char *method, const char *path,
		    struct route_part *);		/* or NULL */
const char	*route_allow(const struct route *, const char *path, struct arena *);
