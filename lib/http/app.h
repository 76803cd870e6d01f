#pragma once

#include "arena.h"
#include "route.h"
#include "store.h"

/*
 * What every program's main() hands to app_main().  With arguments it is a
 * command; without, it serves: FastCGI when descriptor 0 is a listening
 * socket, else one CGI request.
 */
struct command {
	const char	*name;		/* NULL: the last, for arguments that name none */
	const char	*usage;		/* what follows the name; NULL: it is not for people */
	int		(*fn)(const char *db, int, char **);	/* exit status, or -1 */
};

struct app {
	const char		*name;
	const char		*about;		/* for --help */
	enum store_mode		 mode;
	const struct route	*routes;	/* until a NULL method */
	const struct command	*commands;	/* until a NULL name */
	unsigned		 settings;	/* for --help: groups of setting.h */
};

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
	void		*io;
	const char	*headers;	/* more of them, to go with the reply */
	int		 head;		/* a HEAD: no body */
	int		 replied;
};

int		 app_main(int, char **, const struct app *);

/*
 * The store, opened when first asked for; or NULL, when there is none that can
 * be used.
 */
struct store	*app_store(struct req *);
struct store	*app_blank(struct req *);	/* an empty one, always there */
const char	*app_db(const struct req *);	/* the store's file */

const char	*app_env(const struct req *, const char *);	/* "" when absent */
int		 app_body(struct req *, struct spool *, size_t max);

/* A handler replies once, or returns -1 and app.c tells the client why. */
void		 app_header(struct req *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));
int		 app_reply(struct req *, int status, const char *type, const void *, size_t);
int		 app_json(void *req, const char *, size_t);	/* a store_row: 200 */

/* A reply of unknown length: first this, then as much as there is. */
int		 app_begin(struct req *, const char *type);
int		 app_write(struct req *, const void *, size_t);
