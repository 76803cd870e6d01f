#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mailbox_run.h"

/* The connection of a run: how it begins, breaks and is left. */
#define LAST_PART	5		/* a fifth of a run's time: no mail is asked for in it */
#define GRACE		60		/* seconds after which a run that hangs is ended */
#define BREAKS		3		/* without a mail between them: the server is away */
#define ILL_FOLDERS	3		/* likewise: it is the server, not a folder */
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
log_in(struct run *r)
{
	int rv = box_connect(r->m->account, r->m->limits, &r->patience, &r->wire, &r->imap);

	if (rv == -1)
		r->over = 1;
	return rv;
}

/* On another connection: what broke the last stays the error, unless there is one. */
static int
select_again(struct run *r)
{
	struct err_kept why;
	int late;

	err_keep(&why);
	late = ++r->breaks > BREAKS || run_over(r);
	err_restore(&why);
	if (late)
		return -1;
	run_disconnect(r);
	return log_in(r) == -1 ? -1 :
	    box_select(r->imap, &r->folders, r->folder, &r->box);
}

static int
open_journal(struct run *r)
{
	if (journal_open(&r->journal, r->m->store, r->m->account->name, r->folder->name,
	    r->box.validity) == -1)
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

	if (journal_quiet(r->m->store, a->name, time(NULL), &until) == -1)
		return -1;
	if (until == 0)
		return 0;
	strftime(at, sizeof at, "%H:%M", gmtime_r(&(time_t){ until }, &tm));
	return fail(ERR_AWAY, "the server asked to be left alone until %s UTC", at);
}

/* How long it wants to be left alone, in seconds. */
static int64_t
backoff(const char *why)
{
	const char *p = strcasestr(why, BACKOFF);
	long long ms = p != NULL ? strtoll(p + strlen(BACKOFF), NULL, 10) : 0;

	return ms <= 0 ? 0 : ms / 1000 < JOURNAL_QUIET ? ms / 1000 + 1 : JOURNAL_QUIET;
}

/* If it said so, whatever it was asked: no folder is asked for then. */
static int
heed(struct run *r)
{
	const struct account *a = r->m->account;
	struct err_kept why;
	int64_t wait;

	err_keep(&why);
	if (why.kind != ERR_AWAY || (wait = backoff(why.log)) == 0)
		return 0;
	r->over = 1;
	if (journal_set_quiet(r->m->store, a->name, r->folder != NULL ? r->folder->name :
	    a->folder, time(NULL) + wait) == -1)
		return -1;
	err_restore(&why);
	return 0;
}

int
run_connect(struct run *r)
{
	int rv;

	if (is_quiet(r) == -1)
		return -1;
	if ((rv = log_in(r)) == 0)
		rv = folders_find(&r->folders, r->imap, r->m->account, r->mem);
	return rv == -1 && heed(r) == -1 ? -1 : rv;
}

/* A connection that broke meanwhile is no folder's fault. */
int
run_open(struct run *r, struct source_folder *one)
{
	int rv;

	r->folder = one;
	r->most = 0;
	if (r->imap == NULL && log_in(r) == -1)
		return -1;
	rv = box_select(r->imap, &r->folders, one, &r->box);
	if (rv == -1 && imap_broken(r->imap) && err_kind() == ERR_AWAY)
		rv = select_again(r);
	if (rv == -1 || box_allows(r->imap, &r->folders, one, &r->box) == -1)
		return -1;
	return open_journal(r);
}

int
run_miss(struct run *r)
{
	enum err kind = err_kind();

	if (r->m->stopped || r->over || (kind != ERR_AWAY && kind != ERR_REMOTE &&
	    kind != ERR_SETTING && kind != ERR_PARAM) || heed(r) == -1)
		return -1;
	if (!r->folder->gone)
		folders_miss(&r->missed, r->folder->name, r->mem);
	run_disconnect(r);		/* it may still answer what was asked before */
	if (kind == ERR_AWAY && ++r->ill == ILL_FOLDERS)
		r->over = 1;
	return 0;
}

void
run_begin_time(struct run *r)
{
	r->patience.deadline = clock_ms() + (int64_t)r->m->limits->run * 1000;
	alarm(r->m->limits->run + GRACE);	/* for a mail that never comes to its end */
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

int
run_reconnect(struct run *r)
{
	uint32_t validity = r->box.validity;

	if (select_again(r) == -1 || open_journal(r) == -1)
		return -1;
	return r->box.validity == validity ? 0 :
	    fail(ERR_AWAY, "the mails of %s have other numbers now", r->folder->name);
}

int
run_away(const char *why)
{
	return fail(ERR_AWAY, "the server gives no more mail for now: it says %s", why);
}
