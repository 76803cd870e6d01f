#pragma once

#include <stdint.h>
#include <stdio.h>

#include "arena.h"

/*
 * Which function answers a request.  A '#' in a path stands for a positive
 * number, a '*' for an id: letters, digits, '.', '_' and '-'.  A HEAD goes
 * where the GET goes.  nginx passes on what these tables have (nginx/build); what
 * is under /cron/, to the timers alone.
 */
enum {
	ROUTE_OWN_PAGES	= 1 << 0,	/* not for pages of another site */
	ROUTE_BODY	= 1 << 1,	/* it may have all that a body may (limit.h) */
	ROUTE_OPEN	= 1 << 2,	/* no login is asked for */
	ROUTE_TOKEN	= 1 << 3,	/* its handler asks for a token: guessing is slowed */
};

struct req;
struct sql;

struct route {
	const char	*method;
	const char	*path;
	unsigned int	 flags;
	int		(*fn)(struct req *);
	const struct sql *sql;		/* for answer.h */
	unsigned int	 takes;		/* filters, for answer.h */
};

#define ROUTE_MAX_ID	1600		/* bytes: of a sender; no other is as long */

/* What stood in a path where its route has a '#' or a '*'. */
struct route_part {
	int64_t		 number;	/* or 0 */
	char		 id[ROUTE_MAX_ID + 1];	/* or "" */
};

const struct route *route_find(const struct route *, const char *method, const char *path,
		    struct route_part *);		/* or NULL */
const char	*route_allow(const struct route *, const char *path, struct arena *);

/* A line each: method, path and flags, "body" with the most bytes that it may have. */
void		 route_print(const struct route *, FILE *);
