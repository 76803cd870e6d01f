#pragma once

#include <stdint.h>

#include "arena.h"
#include "oauth_client.h"
#include "store.h"

/*
 * What is kept of a client's tokens: a file of its own beside the database, 0600, which no
 * backup has.  A refresh token in it is newer than the setting's, until that changes.
 */
struct oauth_state {
	const char	*access;	/* or NULL */
	int64_t		 expires;	/* seconds since 1970 */
	const char	*refresh;	/* or NULL: the setting's */
	int64_t		 quiet;		/* the provider wants to be left alone until then */
};

/* One program at a time asks for a client's tokens: waits; a descriptor to close, or -1. */
int	oauth_state_lock(const struct oauth_client *, const char *db, struct arena *);

/* Nothing in it when there is none; the store makes and reads its JSON. */
int	oauth_state_read(struct oauth_state *, const struct oauth_client *, const char *db,
	    struct store *, struct arena *);

/* Under the lock; what was there is there until all of the new is on disk. */
int	oauth_state_write(const struct oauth_state *, const struct oauth_client *,
	    const char *db, struct store *, struct arena *);
