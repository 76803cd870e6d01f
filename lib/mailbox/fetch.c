#include <sys/prctl.h>

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "alarm.h"
#include "arena.h"
#include "clean.h"
#include "err.h"
#include "fetch.h"
#include "fetch_job.h"
#include "fetch_spawn.h"
#include "lock.h"
#include "mailbox.h"
#include "setting.h"
#include "text.h"

struct fetch {
	struct store	*store;
	int64_t		 job;
	int		 drain, terminal;
	struct fetch_job_counts counts;
	int		 stopped;
};

static int
run_mailbox(struct fetch *f, struct arena *mem)
{
	struct account account;
	struct limits limits;
	struct mailbox m = { .store = f->store, .account = &account, .limits = &limits,
	    .job = f->job, .drain = f->drain, .terminal = f->terminal };
	int rv;

	if (setting_limits(&limits) == -1 || account_read(&account, mem) == -1 ||
	    account_token(&account, &limits, mem) == -1)
		return -1;
	rv = mailbox_fetch(&m);
	f->counts = m.counts;
	f->stopped = m.stopped;
	return rv;
}

/* From the job's beginning to its end, and what the alarms make of it. */
static int
run_job(struct fetch *f)
{
	struct arena *mem = arena_new();
	struct err_kept why;
	int rv = run_mailbox(f, mem), ended;

	err_keep(&why);
	ended = fetch_job_end(f->store, f->job,
	    rv == -1 ? "failed" : f->stopped ? "stopped" : "done");
	alarm_after(f->store, ALARM_ANY);
	if (rv == -1)
		err_restore(&why);
	arena_free(mem);
	return rv == -1 ? -1 : ended;
}

static void
report(const struct fetch *f)
{
	const struct fetch_job_counts *c = &f->counts;

	printf("%" PRId64 " mails: %" PRId64 " reports imported, %" PRId64 " duplicate, %" PRId64
	    " other; %" PRId64 " mails failed, %" PRId64 " without a report%s\n", c->seen,
	    c->imported, c->duplicate, c->other, c->failed, c->ignored,
	    f->stopped ? "; stopped" : "");
}

/* No mailbox is no job; a wrong setting is one that failed, for the page to show. */
static int
has_mailbox(void)
{
	struct arena *mem = arena_new();
	struct account account;
	int rv = account_read(&account, mem);

	arena_free(mem);
	return rv == 0 || err_kind() != ERR_FORBIDDEN;
}

/* Nobody reads what a timer is answered: a fetch that failed is on the page, and an alarm. */
int
fetch_no_lock(struct store *st, const char *by)
{
	struct err_kept why;

	err_keep(&why);
	if (fetch_job_fail(st, by) == 0)
		alarm_after(st, ALARM_ANY);
	err_restore(&why);
	return -1;
}

static int
no_lock(const char *db)
{
	struct err_kept why;
	struct store *st;

	err_keep(&why);
	if ((st = store_open(db, STORE_WRITE)) != NULL) {
		err_restore(&why);
		fetch_no_lock(st, "shell");
	}
	store_close(st);
	err_restore(&why);
	return -1;
}

static int
run_locked(const char *db, struct fetch *f)
{
	int rv;

	if ((f->store = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = f->job != 0 ? 0 : fetch_job_begin(f->store, "shell", &f->job);
	if (rv == 0 && (rv = run_job(f)) == 0)
		report(f);
	store_close(f->store);
	return rv;
}

int
fetch_command(const char *db, int argc, char **argv)
{
	static const struct option options[] = { { "drain", no_argument, NULL, 'd' }, { 0 } };
	struct fetch f = { .terminal = isatty(STDERR_FILENO) };
	int c, lock, rv;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'd')
			return 2;
		f.drain = 1;
	}
	if (optind < argc)
		return fail(ERR_PARAM, "usage: dmarc-cron fetch-imap [--drain]");
	if (!has_mailbox())
		return -1;
	if ((lock = lock_take(db, FETCH_LOCK)) == -1) {
		if (err_kind() != ERR_BUSY)
			return no_lock(db);
		printf("%s\n", err_text());
		return 0;
	}
	rv = run_locked(db, &f);
	close(lock);
	return rv;
}

int
fetch_job(const char *db, int argc, char **argv)
{
	struct fetch f = { 0 };
	int64_t parent;

	if (argc != 3 || text_number(&f.job, argv[1]) == -1 ||
	    text_number(&parent, argv[2]) == -1 ||
	    fcntl(FETCH_LOCK_FD, F_SETFD, FD_CLOEXEC) == -1)
		return fail(ERR_PARAM, "only dmarc-cron itself begins a job in this way");
	if (parent != 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			return fail(ERR_SYSTEM, "the server is gone");
	}
	return run_locked(db, &f);
}

int
fetch_test(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct account account;
	struct limits limits;
	int rv = -1;

	(void)db, (void)argv;
	if (argc != 1)
		fail(ERR_PARAM, "usage: dmarc-cron test-imap");
	else if (setting_limits(&limits) == 0 && account_read(&account, mem) == 0 &&
	    account_token(&account, &limits, mem) == 0)
		rv = mailbox_test(&account, &limits);
	arena_free(mem);
	return rv;
}
