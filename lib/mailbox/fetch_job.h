#pragma once

#include "accounts.h"
#include "store.h"

/* A fetch as the page shows it, while it runs and after (API.md, JOB). */
struct fetch_job_counts {
	int64_t	 total, seen;			/* mails */
	int64_t	 imported, duplicate, other;	/* reports */
	int64_t	 failed, ignored;		/* mails */
};

/*
 * One of a mailbox begins; those that never ended, since their process did, have failed:
 * only the lock's holder may ask.  fetch_job_note() belongs to the open batch.
 */
int	fetch_job_begin(struct store *, const char *mailbox, const char *by, int64_t *id);
int	fetch_job_broken(struct store *, const char *mailbox);

/* It cannot begin: err_text() says why. */
int	fetch_job_fail(struct store *, const char *mailbox, const char *by);

/* That which is running, or 0; of which mailboxes one is, or was when its process died. */
int	fetch_job_running(struct store *, const char *mailbox, int64_t *id);
int	fetch_job_all_running(struct store *, struct accounts *, struct arena *);

/* Whose one is, or NULL: there is none. */
int	fetch_job_mailbox(struct store *, int64_t id, const char **mailbox, struct arena *);
int	fetch_job_note(struct store *, int64_t id, const struct fetch_job_counts *);
int	fetch_job_stops(struct store *, int64_t id);		/* is it asked to stop? 1, 0, -1 */

/* state "failed": err_kind() and err_text() say why. */
int	fetch_job_end(struct store *, int64_t id, const char *state);
