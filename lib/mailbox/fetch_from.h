#pragma once

#include "account.h"
#include "fetch.h"
#include "maildir_place.h"

/* What a mailbox is that has a name (accounts.h): one on a server, or the Maildir. */
struct fetch_from {
	const struct fetch_kind *kind;
	struct account	 account;
	struct maildir_place place;
	const char	*whose;		/* for people, cleaned; NULL: nothing is known of it */
	const char	*folder, *search, *action;	/* or NULL */
};

/* -1 as account_read() and maildir_place_read(); what is known of it is there then, too. */
int	fetch_from_read(struct fetch_from *, const char *mailbox, struct arena *);

/* All of it, as the job f; or a look at it, told on standard output. */
int	fetch_from_run(struct fetch_from *, const char *db, struct store *, struct fetch *f,
	    struct arena *);
int	fetch_from_test(struct fetch_from *, const char *db, struct arena *);
