#pragma once

#include <stdio.h>

#include "limit.h"
#include "oauth_client.h"

/*
 * A person logs in, and the refresh token that comes of it is kept beside the database db.
 * oauth_login_device() shows an address and a code, and waits until somebody has entered it
 * there (RFC 8628).
 */
int	oauth_login_device(const struct oauth_client *, const char *db, FILE *say,
	    const struct limits *, struct arena *);

/*
 * Where a provider has no such codes: the person opens the page, whose browser is then led to
 * an address of its own machine that nobody answers (RFC 8252, 7.3), with a code in it.
 */
struct oauth_page {
	const char	*url;		/* to open */
	const char	*state;		/* comes back beside the code */
	const char	*verifier;
};

int	oauth_login_page(struct oauth_page *, const struct oauth_client *, struct arena *);
int	oauth_login_code(const struct oauth_client *, const char *db, const struct oauth_page *,
	    const char *code, const struct limits *, struct arena *);
