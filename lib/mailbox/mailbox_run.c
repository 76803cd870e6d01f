#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mailbox_run.h"

/* The connection of a run: how it begins, breaks and is left. */
#define LAST_PART	5		/* a fifth of a run's time: no mail is asked for in it */
#define BREAKS		3		/* without a mail between them: the server is away */
#define BACKOFF		"Backoff Time:"	/* of Exchange, in milliseconds */

int
run_stops(void *arg)
{
	struct run *r = arg;

	if (fetch_job_stops(r->m->store, r->m->job) == 1)
		r->m->stopped = 1;
	return r->m->stopped;
}

static int
connect_box(struct run *r)
{
	const struct account *a = r->m->account;

	if (box_connect(a, r->m->limits, &r->patience, &r->wire, &r->imap) == -1 ||
	    box_select(r->imap, a, &r->box) == -1 ||
	    box_target(r->imap, a, &r->target, r->mem) == -1 ||
	    box_allows(r->imap, a, &r->box, &r->target, r->mem) == -1)
		return -1;
	if (journal_open(&r->journal, r->m->store, a->name, a->folder, r->box.validity) == -1)
		return -1;
	/* What comes from now on is ours, even if somebody opens it while we are behind. */
	return r->journal.next != 0 ? 0 : journal_advance(&r->journal, r->box.next);
}

/* -1: the server asked to be left alone for a time that is not over. */
static int
is_quiet(const struct run *r)
{
	const struct account *a = r->m->account;
	int64_t until;
	struct tm tm;
	char at[8];

	if (journal_quiet(r->m->store, a->name, a->folder, time(NULL), &until) == -1)
		return -1;
	if (until == 0)
		return 0;
	strftime(at, sizeof at, "%H:%M", gmtime_r(&(time_t){ until }, &tm));
	return fail(ERR_AWAY, "the server asked to be left alone until %s UTC", at);
}

int
run_connect(struct run *r)
{
	return is_quiet(r) == -1 ? -1 : connect_box(r);
}

int
run_late(const struct run *r)
{
	return clock_ms() > r->patience.deadline - (int64_t)r->m->limits->run * 1000 / LAST_PART;
}

int
run_over(struct run *r)
{
	return run_stops(r) || run_late(r);
}

void
run_disconnect(struct run *r)
{
	imap_close(r->imap);
	wire_close(r->wire);
	r->imap = NULL;
	r->wire = NULL;
}

/* What broke it stays the error, unless there is another connection. */
int
run_reconnect(struct run *r)
{
	uint32_t validity = r->box.validity;
	struct err_kept why;
	int over;

	err_keep(&why);
	over = ++r->breaks > BREAKS || run_over(r);
	err_restore(&why);
	if (over)
		return -1;
	run_disconnect(r);
	if (connect_box(r) == -1)
		return -1;
	return r->box.validity == validity ? 0 :
	    fail(ERR_AWAY, "the mails of %s have other numbers now", r->m->account->folder);
}

/* How long it wants to be left alone, in seconds. */
static int64_t
backoff(const char *why)
{
	const char *p = strcasestr(why, BACKOFF);
	long long ms = p != NULL ? strtoll(p + strlen(BACKOFF), NULL, 10) : 0;

	return ms <= 0 ? 0 : ms / 1000 < JOURNAL_QUIET ? ms / 1000 + 1 : JOURNAL_QUIET;
}

int
run_away(struct run *r, const char *why)
{
	int64_t wait = backoff(why);

	if (wait != 0 && journal_set_quiet(&r->journal, time(NULL) + wait) == -1)
		return -1;
	return fail(ERR_AWAY, "the server gives no more mail for now: it says %s", why);
}
