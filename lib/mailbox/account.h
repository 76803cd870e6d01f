#pragma once

#include "arena.h"
#include "limit.h"
#include "wire.h"

/* The mailbox that the settings IMAP_* name. */
struct account {
	struct wire_login login;
	const char	*name;		/* user@host: how the journal knows it */
	const char	*token_cmd;	/* prints login.token, or NULL */
	const char	*folder;
	const char	*search;	/* a search key (RFC 3501, 6.4.4) */
	enum { ACTION_SEEN, ACTION_DELETE, ACTION_MOVE } action;
	const char	*target;	/* of ACTION_MOVE */
	const char	*action_text;	/* as it was set */
	int64_t		 max;		/* mails of one run */
};

/* -1: ERR_FORBIDDEN when there is no mailbox (no IMAP_HOST), ERR_SETTING. */
int	account_read(struct account *, struct arena *);

/* Asks the command for a token, if there is one. */
int	account_token(struct account *, const struct limits *, struct arena *);
