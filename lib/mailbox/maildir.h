#pragma once

#include "fetch_job.h"
#include "limit.h"
#include "maildir_place.h"
#include "store.h"

/*
 * Reads the reports in a Maildir's new so that none is lost and none read twice, whatever
 * breaks when, as mailbox.h has it: the reports of a mail and its row of the journal are
 * stored together, and only then is something done to it.  One at a time, which is the
 * caller's care; others may deliver and take away meanwhile.
 *
 * A mail that is done goes to cur as one that was seen (S), or is removed.  A bad one goes
 * to cur as one that is also flagged (F).  Any other stays in new, and is not read again.
 *
 * A file that cannot be read or moved keeps nobody out: at the end it is told, as -1.
 */
struct maildir {
	struct store		*store;
	const struct maildir_place *place;
	const struct limits	*limits;
	int64_t			 job;
	int			 drain;		/* all there is, not only what limits->run allows */
	int			 terminal;	/* show a bar */
	struct fetch_job_counts	 counts;	/* comes out */
	int			 stopped;	/* comes out: somebody wanted it */
};

int	maildir_fetch(struct maildir *);

/* Looks, and says on standard output what it saw; changes nothing. */
int	maildir_test(const struct maildir_place *);
