#pragma once

#include "arena.h"
#include "setting.h"

/* Who asks a provider for access tokens (RFC 6749), as the settings IMAP_OAUTH_* say. */
enum oauth_part {
	OAUTH_TENANT, OAUTH_ID, OAUTH_SECRET, OAUTH_REFRESH, OAUTH_KEY,
	OAUTH_TOKEN_URL, OAUTH_LOGIN_URL, OAUTH_PARTS
};

struct oauth_client {
	const char	*provider;
	enum {
		OAUTH_BY_APP,		/* client credentials (4.4) */
		OAUTH_BY_REFRESH,	/* a refresh token (6) */
		OAUTH_BY_KEY		/* a signed assertion (RFC 7523) */
	} by;
	const char	*part[OAUTH_PARTS];	/* or NULL; both endpoints are there */
	const char	*scope;
	const char	*to_blame;	/* the settings that a refusal is about */
	int		 device;	/* logs in by a code (RFC 8628), else by a pasted address */
	const char	*host;		/* of the token endpoint */
	const char	*user;		/* of the mailbox */
	const char	*ca;		/* a file, or NULL */
};

/*
 * 1, 0 when IMAP_OAUTH is not set, -1: ERR_SETTING, a setting is missing, or there beside
 * another that excludes it.  user and ca are lent.
 */
int	oauth_client_read(struct oauth_client *, const struct settings *, const char *user,
	    const char *ca, struct arena *);
