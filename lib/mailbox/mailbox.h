#pragma once

#include "account.h"
#include "fetch_job.h"
#include "limit.h"
#include "progress.h"
#include "store.h"

/*
 * Fetches the reports of a mailbox so that none is lost and none read twice,
 * whatever breaks when: a mail is read without a trace on it, its reports and its
 * row of the journal are stored together, and only then is something done to it.
 * Run again it goes on where it was; one at a time, which is the caller's care.
 *
 * A mail is done when each report in it is stored or known: the action follows.
 * It is bad when it brings a report that cannot be read: it is marked \Seen and
 * $DmarcBad and stays.  Any other, of people or with a report of another kind, is
 * left as it is.
 */
struct mailbox {
	struct store		*store;
	const struct account	*account;	/* with its token */
	const struct limits	*limits;
	int64_t			 job;
	int			 drain;		/* all it finds at first; else account->max mails */
	int			 terminal;	/* show a bar */
	struct fetch_job_counts	 counts;	/* comes out */
	int			 stopped;	/* comes out: somebody wanted it */
};

int	mailbox_fetch(struct mailbox *);

/* Connects, logs in, looks and says on standard output what it saw; changes nothing. */
int	mailbox_test(const struct account *, const struct limits *);
