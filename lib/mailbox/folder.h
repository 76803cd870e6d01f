#pragma once

#include "arena.h"
#include "imap.h"

/*
 * The folder that a name in a setting means on a server: that of just this name, if
 * there is one; else with the server's separator for each "/", and with what the names of
 * one's own folders begin with ("Done/2026" is "INBOX.Done.2026" at Cyrus and Courier).
 */
struct folder {
	const char	*name;		/* the arena's */
	int		 there;		/* or the server does not tell */
};

int	folder_find(struct imap *, const char *name, struct folder *, struct arena *);
