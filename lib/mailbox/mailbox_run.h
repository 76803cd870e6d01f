#pragma once

#include "box.h"
#include "err.h"
#include "given.h"
#include "journal.h"
#include "mailbox.h"

/* Inside mailbox: one connection, and what a round of fetching shares. */
struct run {
	struct mailbox	*m;
	struct wire_patience patience;
	struct wire	*wire;
	struct imap	*imap;
	struct folders	 folders;
	struct source_folder *folder;	/* of them, the one that is open */
	struct folders_missed missed;
	struct imap_box	 box;
	struct arena	*mem;		/* of the run */
	struct journal	 journal;
	struct progress	*bar;
	uint64_t	 room;		/* mails that the run may still take */
	int		 over;		/* the server is of no more use, whichever folder */
	int		 ill;		/* folders that gave no more, since a mail came whole */
	int		 breaks;	/* of the connection, since a mail came whole */
	uint32_t	 proof;		/* the smallest mail that came whole in this round, or 0 */
	size_t		 proof_size;
	uint64_t	 most;		/* mails of the folder's first search: a drain ends there */
};

/*
 * mailbox_run.c.  connect() finds the folders, too, unless the server asked to be left
 * alone for now; open() begins with one; reconnect() is for a connection that broke, and
 * opens the same folder: -1, it is of no use.
 */
int	run_connect(struct run *);
int	run_open(struct run *, struct source_folder *);
int	run_reconnect(struct run *);
void	run_disconnect(struct run *);

/*
 * The error ended the fetch from a folder: 0, it is noted, and others may be fetched from,
 * unless the run is over now; -1, it is not the folder's.
 */
int	run_miss(struct run *);

int	run_stops(void *run);		/* somebody wants it to end */
void	run_begin_time(struct run *);	/* from now on, until run_late() */
int	run_late(const struct run *);
int	run_over(struct run *);		/* either: no more is asked for */

/* No more for now, as the server said: no mail is to blame.  Always -1, ERR_AWAY. */
int	run_away(const char *why);

struct wanted {				/* a mail to read */
	uint32_t	 uid;
	int		 attempts;	/* its reading was begun before */
	int		 there;		/* the server told its size */
	uint64_t	 size;
	int		 sick;		/* it did not come before: alone, and last */
	int		 aside;		/* and was told of */
	int		 withheld;
	int64_t		 since;
	const char	*why;		/* it did not come now, as the server said it */
};

struct round {
	struct wanted	*mails;
	size_t		 count;
	uint64_t	 more;		/* others, too many for one round */
};

void	round_add(struct round *, const struct wanted *);

/* mailbox_find.c: what is new, as far as there is room, ascending; forgets what is gone. */
int	round_find(struct run *, struct round *);
void	round_free(struct round *);

/* mailbox_round.c: all that the server gives of it into the store. */
int	round_read(struct run *, const struct round *);

/* mailbox_ill.c: mails that were asked for, alone, and did not come, or ended the program. */
struct ill {
	struct round	 mails;
	struct arena	*mem;
	int		 in_a_row;	/* the last of them, without one that came between */
};

void	ill_add(struct ill *, const struct wanted *, const char *why);
int	ill_suspect(struct run *, const struct wanted *);	/* next time it is last */
int	ill_judge(struct run *, struct ill *);	/* whose fault it is, and what becomes of them */
int	ill_set_aside(struct run *, uint32_t uid, enum err, const char *why);	/* told by name */

/* Does the server still give what it gave before?  1, 0, or -1: the system failed. */
int	ill_probe(struct run *);

/*
 * mailbox_parcel.c: mails asked for together.  They gather in one spool before
 * any of them is read.
 */
struct parcel {
	const struct limits *limits;
	const struct wanted *wanted;	/* lent */
	size_t		 nwanted;
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

/* Until all that is to come of it has come; next is asked for too.  Or -1: the system failed. */
enum parcel_end { PARCEL_TAKEN, PARCEL_REFUSED, PARCEL_BROKEN };

int		 parcel_take(struct run *, struct parcel *, struct parcel *next);
int		 parcel_has(const struct parcel *, uint32_t uid);	/* was it given? */
void		 parcel_free(struct parcel *);			/* NULL is fine */

/*
 * mailbox_read.c: a parcel's mails read into the store; one set aside, whose name the
 * server may tell (or NULL).
 */
int		 parcel_read(struct run *, struct parcel *);
int		 parcel_set_aside(struct run *, uint32_t uid, const char *name, enum err,
		    const char *why);

/* mailbox_act.c: what is due on the server. */
int	round_act(struct run *);
