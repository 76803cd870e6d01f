#pragma once

#include "box.h"
#include "err.h"
#include "journal.h"
#include "mailbox.h"

/* Inside mailbox: one connection, and what a round of fetching shares. */
struct run {
	struct mailbox	*m;
	struct wire_patience patience;
	struct wire	*wire;
	struct imap	*imap;
	struct imap_box	 box;
	struct folder	 target;	/* of ACTION_MOVE */
	struct arena	*mem;		/* of the run */
	struct journal	 journal;
	struct progress	*bar;
	uint64_t	 given;		/* mails that the server gave, in all */
	int		 withheld;	/* that it did not, before it gave any */
	uint64_t	 most;		/* mails of the first search: a drain ends with them */
};

struct wanted {				/* a mail to read */
	uint32_t	 uid;
	int		 attempts;	/* begun before */
	int		 there;		/* the server told its size */
	uint64_t	 size;
};

struct round {
	struct wanted	*mails;		/* ascending */
	size_t		 count;
	uint64_t	 more;		/* others, too many for one round */
};

/* mailbox_find.c: what is new, at most account->max; forgets what is gone. */
int	round_find(struct run *, struct round *);
void	round_free(struct round *);

/*
 * mailbox_parcel.c: mails asked for together.  They gather in one spool before
 * any of them is read.
 */
struct given {				/* one mail, whole */
	uint32_t	 uid;
	int		 too_large;
	struct slice	 mail;
};

struct parcel {
	const struct limits *limits;
	struct uidset	 asked;
	size_t		 max;		/* bytes */
	struct spool	*spool;
	struct spool	*before;	/* of the parcel before: some of our mails came then */
	struct parcel	*next;		/* asked for as well */
	struct given	*mails;
	size_t		 count;
	size_t		 begin;		/* where the one that is coming begins */
	size_t		 coming;	/* bytes of it so far */
};

struct parcel	*parcel_ask(struct run *, const struct wanted *, size_t n);	/* or NULL */

/* Until all that is to come of it has come; next is asked for too.  1: the server refused some. */
int		 parcel_take(struct run *, struct parcel *, struct parcel *next);
int		 parcel_has(const struct parcel *, uint32_t uid);	/* was it given? */
void		 parcel_free(struct parcel *);			/* NULL is fine */

/* mailbox_read.c: a parcel's mails read into the store; a mail bad without being read. */
int		 parcel_read(struct run *, struct parcel *);
int		 parcel_give_up(struct run *, uint32_t uid, enum err, const char *why);

/* mailbox_act.c: what is due on the server. */
int	round_act(struct run *);
