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

struct post_to {
	const char	*url;		/* http or https, the former without a proxy */
	const char	*token;		/* of OAuth 2 (RFC 6750), or NULL */
	const char	*ca;		/* a file of certificates, NULL: the system's */
	const char	*speaks, *trusts;	/* settings that tls_fault() blames */
};

/*
 * JSON, or a form (application/x-www-form-urlencoded).  0 when there is an answer,
 * whichever; -1 when not: ERR_SETTING for what TLS says of the server, else ERR_AWAY.
 */
int	post_json(const struct post_to *, const char *json, const struct limits *,
	    struct arena *, struct post_answer *);
int	post_form(const struct post_to *, const struct form_field *, const struct limits *,
	    struct arena *, struct post_answer *);
