#pragma once

#include "arena.h"
#include "imap.h"

/*
 * What names of folders in a setting mean on a server: the folder of just this name, if
 * there is one; else with the server's separator for each "/", and with what the names of
 * one's own folders begin with ("Done/2026" is "INBOX.Done.2026" at Cyrus and Courier).
 */
struct folder {
	const char	*name;
	int		 there;		/* or the server does not tell */
};

struct folder_query {
	const char	*text;		/* as it was set */
	struct folder	 found;		/* comes out */
	const char	**begun;	/* comes out, if that is none and the text ends in "*": */
	size_t		 nbegun;	/* those whose names begin with the rest of it */
	int		 too_many;	/* comes out: there are more, or their names are too long */
};

/* All of them by one LIST.  What comes out is the arena's. */
int	folder_find(struct imap *, struct folder_query *, size_t n, struct arena *);

int	folder_same(const char *name, const char *other);	/* INBOX in any case (5.1) */
