#pragma once

#include "arena.h"
#include "text.h"

/*
 * Who holds networks (autonomous systems, RFC 1930), by a file that the user has: MaxMind's
 * format, with the fields of GeoLite2 and DB-IP, or of IPinfo.
 */
#define HOLDER_MAX_NAME	100		/* bytes */

struct holder_file;

struct holder {
	struct ip	 net;		/* its first address */
	unsigned int	 bits;		/* that all of it have in common */
	int64_t		 number;	/* of the system, 0: not told */
	const char	*name;		/* a domain, else what it calls itself; cleaned */
};

/* NULL: ERR_SYSTEM, or ERR_SETTING for another kind of file. */
struct holder_file *holder_open(const char *path);
void		 holder_close(struct holder_file *);

/* Whose an address is: 1; 0, nobody is told; -1: ERR_SETTING, the file is broken. */
int		 holder_find(struct holder_file *, const struct ip *, struct holder *,
		    struct arena *);
