#pragma once

#include "account.h"
#include "folders.h"

/*
 * Inside mailbox: what a fetch and a test begin with, in this order.  Their errors say
 * which setting is at fault, or ERR_AWAY with the server's words when none is.
 */

/* Connected and logged in; both are the caller's to close, on -1 too. */
int	box_connect(const struct account *, const struct limits *, const struct wire_patience *,
	    struct wire **, struct imap **);

/* One of the folders that were found, to change mails in it; or to look alone. */
int	box_select(struct imap *, struct folders *, struct source_folder *, struct imap_box *);
int	box_examine(struct imap *, struct folders *, struct source_folder *, struct imap_box *);

/* May the user do there what the settings want (PERMANENTFLAGS; RFC 4314)? */
int	box_allows(struct imap *, const struct folders *, const struct source_folder *,
	    const struct imap_box *);

/* What a search key finds of what is not deleted; adds it. */
int	box_search(struct imap *, const struct account *, const char *key, struct uidset *);
