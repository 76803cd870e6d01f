#pragma once

#include <stdint.h>

#include "arena.h"

/*
 * Which function answers a request.  A '*' in a path stands for a positive
 * number.  A HEAD goes where the GET goes.
 */
struct req;
struct sql;

struct route {
	const char	*method;
	const char	*path;
	int		(*fn)(struct req *);
	const struct sql *sql;		/* for get.h */
	unsigned int	 takes;		/* filters, for get.h */
};

const struct route *route_find(const struct route *, const char *method, const char *path,
		    int64_t *number);			/* or NULL */
const char	*route_allow(const struct route *, const char *path, struct arena *);
