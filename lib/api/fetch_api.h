#pragma once

#include "request.h"

/* Requests (API.md). */
int	fetch_post(struct req *);
int	fetch_post_timer(struct req *);
int	fetch_get_job(struct req *);
int	fetch_stop_job(struct req *);
int	fetch_get_mailbox(struct req *);

/* Commands of dmarc-cron. */
int	fetch_command(const char *db, int, char **);		/* fetch-imap [--drain] */
int	fetch_job_command(const char *db, int, char **);	/* what a request started */
int	fetch_test_command(const char *db, int, char **);	/* test-imap */
