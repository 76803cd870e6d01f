#pragma once

#include "limit.h"
#include "oauth_client.h"

/*
 * An access token (RFC 6750) for the mailbox: the one that is kept beside the database db, if
 * it lasts for some minutes and anew is 0; else the provider is asked for one, which is kept.
 * old tells which it was.  NULL: as oauth_judge() has it, and ERR_SYSTEM.
 */
const char	*oauth_access(const struct oauth_client *, const char *db, int anew, int *old,
		    const struct limits *, struct arena *);
