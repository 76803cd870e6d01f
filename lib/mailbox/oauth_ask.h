#pragma once

#include <stdint.h>

#include "form.h"
#include "limit.h"
#include "oauth_client.h"
#include "store.h"

/* One question to an authorization server (RFC 6749, RFC 8628), and what it says. */
struct oauth_said {
	const char	*access, *refresh;	/* tokens, or NULL */
	int64_t		 expires;		/* in so many seconds; 0: unknown */
	const char	*error, *why;		/* cleaned; or NULL */
	const char	*device, *code, *where;	/* of a device's login; or NULL */
	int64_t		 interval;		/* in seconds; 0: none was told */
	long		 status;
	int64_t		 wait;		/* seconds to be left alone for; 0: not told */
};

/* -1: ERR_AWAY, when nothing is said; the store reads the JSON. */
int	oauth_ask(const struct oauth_client *, const char *url, const struct form_field *,
	    struct store *, const struct limits *, struct arena *, struct oauth_said *);

/* The client's name and password, before other fields (RFC 6749, 2.3.1). */
#define OAUTH_FORM(c, ...)	((const struct form_field[]){			\
	{ "client_id", (c)->part[OAUTH_ID], 0 },				\
	{ "client_secret", (c)->part[OAUTH_SECRET], 1 }, __VA_ARGS__, { .name = NULL } })

/*
 * -1 unless it is an access token: ERR_SETTING, in the provider's words, when it refuses;
 * ERR_AWAY when it may not another time; ERR_REMOTE when it talks nonsense.
 */
int	oauth_judge(const struct oauth_client *, const struct oauth_said *);
