#pragma once

#include <stdint.h>

#include "arena.h"
#include "form.h"
#include "limit.h"

/* One POST, by libcurl.  TLS is verified, no redirect is followed. */
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

/*
 * The same of a form (application/x-www-form-urlencoded), whose certificates are those
 * of the file ca or, if it is NULL, the system's.
 */
int	post_form(const char *url, const char *ca, const struct form_field *,
	    const struct limits *, struct arena *, struct post_answer *);
