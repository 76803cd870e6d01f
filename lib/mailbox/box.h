#pragma once

#include "account.h"
#include "folder.h"

/*
 * Inside mailbox: what a fetch and a test begin with, in this order.  Their errors say
 * which setting is at fault, or ERR_AWAY with the server's words when none is.
 */

/* Connected and logged in; both are the caller's to close, on -1 too. */
int	box_connect(const struct account *, const struct limits *, const struct wire_patience *,
	    struct wire **, struct imap **);

/* The folder of the settings, to change mails in it; or to look alone. */
int	box_select(struct imap *, const struct account *, struct imap_box *);
int	box_examine(struct imap *, const struct account *, struct imap_box *);

/* Where mail is moved to, if it is. */
int	box_target(struct imap *, const struct account *, struct folder *, struct arena *);

/* May the user do there what the settings want (PERMANENTFLAGS; RFC 4314)? */
int	box_allows(struct imap *, const struct account *, const struct imap_box *,
	    const struct folder *target, struct arena *);

/* What a search key finds of what is not deleted; adds it. */
int	box_search(struct imap *, const struct account *, const char *key, struct uidset *);
