#pragma once

#include "store.h"

/*
 * Fetching the mailbox as a job: one at a time, known to the database while it
 * runs and after, in a process of its own, which may die of a mail.
 */

/* Commands of dmarc-cron. */
int	fetch_command(const char *db, int, char **);	/* fetch-imap [--drain] */
int	fetch_job(const char *db, int, char **);	/* what a request started, with its lock */
int	fetch_test(const char *db, int, char **);	/* test-imap */

/* Makes it a job that failed that there is no lock, for another reason than ERR_BUSY; always -1. */
int	fetch_no_lock(struct store *, const char *by);
