#pragma once

#include "arena.h"
#include "limit.h"
#include "oauth_client.h"
#include "setting.h"
#include "wire.h"

/* A mailbox, as settings IMAP_* name it. */
struct account {
	const char	*mailbox;	/* its name: ACCOUNT_MAIN, or that of its file */
	const struct settings *from;
	struct wire_login login;
	const char	*name;		/* user@host: how the journal knows it */
	const char	*token_cmd;	/* prints login.token, or NULL */
	struct oauth_client *oauth;	/* is given login.token, or NULL */
	struct account_token *token;	/* that one */
	const char	*folder;
	const char	*search;	/* a search key (RFC 3501, 6.4.4) */
	enum { ACTION_SEEN, ACTION_DELETE, ACTION_MOVE } action;
	const char	*target;	/* of ACTION_MOVE */
	const char	*action_text;	/* as it was set */
	int64_t		 max;		/* mails of one run */
};

/*
 * That of this name.  -1: ERR_FORBIDDEN when there is no main one (no IMAP_HOST),
 * ERR_NOT_FOUND no other, ERR_SETTING, ERR_SYSTEM.  What is known of it is there then, too.
 */
int	account_read(struct account *, const char *mailbox, struct arena *);

/*
 * Asks the command for a token, or the provider, if there is one: that which is kept beside
 * the database db will do, unless a new one is wanted.
 */
int	account_token(struct account *, const char *db, int anew, const struct limits *,
	    struct arena *);

/* As wire_open(); a token that was kept and is refused is tried once more, as a new one. */
struct wire	*account_connect(const struct account *, const struct wire_login *,
		    const struct wire_patience *);
