#pragma once

#include <stdint.h>

#include "limit.h"
#include "ntfy.h"

/* One message to a server of ntfy, by libcurl.  TLS is verified, no redirect is followed. */
struct push_answer {
	long		 status;	/* of HTTP; 0: none came */
	int		 mute;		/* the message was sent, and what came is no answer */
	int64_t		 wait;		/* Retry-After, in seconds; 0: none */
	const char	*body;		/* as much as is taken of it */
	size_t		 len;
};

/*
 * 0 when the server took it (2xx); -1: ERR_REMOTE when it answered anything
 * else, ERR_AWAY when it did not.
 */
int	push_post(const struct ntfy *, const char *json, const struct limits *, struct arena *,
	    struct push_answer *);
