#pragma once

#include "store.h"

/* A fetch as the page shows it, while it runs and after (API.md, JOB). */
struct fetch_job_counts {
	int64_t	 total, seen;			/* mails */
	int64_t	 imported, duplicate, other;	/* reports */
	int64_t	 failed, ignored;		/* mails */
};

/*
 * One begins; those that never ended, since their process did, have failed: only
 * the lock's holder may ask.  fetch_job_note() belongs to the open batch.
 */
int	fetch_job_begin(struct store *, const char *by, int64_t *id);
int	fetch_job_fail(struct store *, const char *by);	/* it cannot begin: err_text() says why */
int	fetch_job_note(struct store *, int64_t id, const struct fetch_job_counts *);
int	fetch_job_stops(struct store *, int64_t id);		/* is it asked to stop? 1, 0, -1 */

/* state "failed": err_kind() and err_text() say why. */
int	fetch_job_end(struct store *, int64_t id, const char *state);
