#pragma once

#include <stdint.h>

#include "arena.h"
#include "limit.h"

/* One POST of JSON, by libcurl.  TLS is verified, no redirect is followed. */
struct post_answer {
	long		 status;	/* 0: none came */
	int		 mute;		/* the message was sent, and what came is no answer */
	int64_t		 wait;		/* Retry-After, in seconds; 0: none */
	const char	*body;		/* as much as is taken of it */
	size_t		 len;
};

/*
 * To a URL of http or https, the former without a proxy; token is of OAuth 2 (RFC
 * 6750) or NULL.  0 when there is an answer, whichever; -1, ERR_AWAY, when not.
 */
int	post_json(const char *url, const char *token, const char *json, const struct limits *,
	    struct arena *, struct post_answer *);
