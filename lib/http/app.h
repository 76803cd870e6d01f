#pragma once

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
	/* The exit status; -1 or EX_TEMPFAIL: it fails. */
	int		(*fn)(const char *db, int, char **);
};

struct app {
	const char		*name;
	const char		*about;		/* for --help */
	enum store_mode		 mode;
	const struct route	*routes;	/* until a NULL method */
	const struct command	*commands;	/* until a NULL name */
	unsigned		 settings;	/* for --help: groups of setting.h */
};

int		 app_main(int, char **, const struct app *);
