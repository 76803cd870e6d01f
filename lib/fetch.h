#pragma once

#include "app.h"

/*
 * Fetching the mailbox as a job: one at a time, known to the database while it
 * runs and after, in a process of its own, which may die of a mail.
 */

/* Commands of dmarc-cron. */
int	fetch_command(const char *db, int, char **);	/* fetch-imap [--drain] */
int	fetch_job(const char *db, int, char **);	/* what a request started, with its lock */
int	fetch_test(const char *db, int, char **);	/* test-imap */

/*
 * Start one on its own and return its job's number, or that of the one that is
 * running (joined); -1.  by: see the table job.
 */
int	fetch_start(struct store *, const char *db, const char *by, int64_t *id, int *joined);

/* A job whose process died before its end has failed. */
int	fetch_tidy(struct store *, const char *db);

/* Requests (API.md). */
int	fetch_post(struct req *);
int	fetch_post_timer(struct req *);
int	fetch_get_job(struct req *);
int	fetch_stop_job(struct req *);
int	fetch_get_mailbox(struct req *);
