#pragma once

#include "arena.h"
#include "route.h"
#include "source.h"
#include "store.h"

/* A request, and how a handler answers it. */
struct cache;
struct worker;

struct req {
	const struct route *route;
	const char	*method;
	const char	*path;
	const char	*query;
	const char	*request_id;	/* for a log */
	int64_t		 number;	/* what the route's '#' stood for, or 0 */
	const char	*id;		/* what its '*' stood for, or "" */
	struct arena	*mem;		/* freed after the reply */
	struct cache	*cache;		/* the worker's */
	struct worker	*worker;
	const char	*headers;	/* more of them, to go with the reply */
	int		 head;		/* a HEAD: no body */
	int		 replied;
};

/*
 * The store, opened when first asked for; or NULL, when there is none that can
 * be used.
 */
struct store	*request_store(struct req *);
struct store	*request_blank(struct req *);	/* an empty one, always there */
const char	*request_db(const struct req *);	/* the store's file */
int		 request_stays(const struct req *);	/* when it has replied, for others */

const char	*request_env(const struct req *, const char *);	/* "" when absent */
int		 request_body(struct req *, struct spool *, size_t max);

/* A handler replies once, or returns -1 and request_serve() tells the client why. */
void		 request_header(struct req *, const char *name, const char *value);
int		 request_reply(struct req *, int status, const char *type, const void *, size_t);
int		 request_json(void *req, const char *, size_t);	/* a store_row: 200 */

/* A reply of unknown length: first this, then as much as there is. */
int		 request_begin(struct req *, const char *type);
int		 request_write(struct req *, const void *, size_t);

/* The worker's next request: the only place that tells a client of an error; 0, or -1 for one. */
int		 request_serve(struct worker *);
