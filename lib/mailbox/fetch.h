#pragma once

#include "fetch_job.h"
#include "store.h"

/*
 * Fetching a mailbox as a job: one at a time of each, known to the database while it
 * runs and after, in a process of its own, which may die of a mail.
 */
struct fetch {
	const char *mailbox;		/* its name (accounts.h) */
	int64_t	 job;			/* 0: it is to be begun */
	int	 drain;			/* all that is new, not IMAP_MAX_PER_RUN mails */
	int	 terminal;		/* somebody watches */
	struct fetch_job_counts counts;	/* what came of it */
	int	 stopped;
};

/* The right to: a descriptor; -1, ERR_BUSY: another process fetches this mailbox. */
int	fetch_lock(const char *db, const char *mailbox);

/* Under that lock; from the job's beginning to its end, and what the alarms make of it. */
int	fetch_run(const char *db, struct fetch *);

/* Makes it a job that failed that there is no lock, for another reason than ERR_BUSY; always -1. */
int	fetch_no_lock(struct store *, const char *mailbox, const char *by);
