#pragma once

#include <stddef.h>

#include "arena.h"

#define ACCOUNT_MAIN	"main"		/* the mailbox of the environment's settings */
#define ACCOUNT_MAILDIR	"maildir"	/* that of DMARC_MAILDIR */

/*
 * The names of the mailboxes that are set: main, if IMAP_HOST is, maildir, if DMARC_MAILDIR
 * is, and NAME for each file NAME.env in DMARC_MAILBOXES, in their order.
 */
struct accounts {
	const char	**name;
	size_t		 count;
};

/*
 * Files with a name that can be none's are told to the log.  -1: ERR_SYSTEM; ERR_SETTING,
 * there are more than MAX_MAILBOXES.
 */
int		 accounts_list(struct accounts *, struct arena *);

void		 accounts_add(struct accounts *, const char *name, struct arena *);	/* lent */

/* The file of one that is neither. */
const char	*accounts_file(const char *name, struct arena *);

/* Letters, digits, '.', '_' and '-', as TEXT_MAX_ID has it, and none of those first. */
int		 accounts_may_be(const char *name, size_t len);
