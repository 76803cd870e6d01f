#include <sys/prctl.h>

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "account.h"
#include "clean.h"
#include "err.h"
#include "fetch.h"
#include "fetch_api.h"
#include "fetch_job.h"
#include "fetch_spawn.h"
#include "limit.h"
#include "lock.h"
#include "mailbox.h"
#include "setting.h"
#include "sql.h"
#include "text.h"

#define TRIES	500			/* until who has the lock has its row, or lets go */
#define PAUSE	20000000		/* ns */

/* Start one, if none has the lock; else the number of that which runs, 0 while it has no row. */
static int
start_or_find(struct req *r, struct store *st, const char *by, int64_t *id, int *joined)
{
	int lock, rv;

	*id = 0;
	if ((*joined = (lock = lock_take(request_db(r), FETCH_LOCK)) == -1))
		return err_kind() == ERR_BUSY ?
		    store_query(st, &sql_job_running, NULL, store_get_int, id) :
		    fetch_no_lock(st, by);
	rv = fetch_job_begin(st, by, id);
	if (rv == 0 && (rv = fetch_spawn(*id, lock, request_stays(r))) == -1)
		fetch_job_end(st, *id, "failed");
	close(lock);
	return rv;
}

/* One that has the lock and no row is just starting, and will have it, or ending. */
static int
start_or_join(struct req *r, struct store *st, const char *by, int64_t *id, int *joined)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	int i;

	for (i = 0; i < TRIES; i++) {
		if (start_or_find(r, st, by, id, joined) == -1)
			return -1;
		if (*id != 0)
			return 0;
		nanosleep(&pause, NULL);
	}
	return fail(ERR_BUSY, "another fetch is just starting or ending");
}

/* A job whose process died before its end has failed. */
static int
tidy(struct req *r, struct store *st)
{
	int64_t id = 0;
	int lock, rv;

	if (store_query(st, &sql_job_running, NULL, store_get_int, &id) == -1)
		return -1;
	if (id == 0)
		return 0;
	if ((lock = lock_take(request_db(r), FETCH_LOCK)) == -1)
		return err_kind() == ERR_BUSY ? 0 : -1;
	rv = store_change(st, &sql_job_broken, NULL);
	close(lock);
	return rv;
}

static int
accepted(void *r, const char *p, size_t n)
{
	return request_reply(r, 202, "application/json", p, n);
}

static int
start(struct req *r, const char *by)
{
	struct store *st = request_store(r);
	struct account account;
	int64_t id;
	int joined;

	if (account_read(&account, r->mem) == -1 && err_kind() == ERR_FORBIDDEN)
		return -1;
	if (st == NULL || start_or_join(r, st, by, &id, &joined) == -1)
		return -1;
	return store_query(st, &sql_job_started, ARGS(INT("id", id), INT("joined", joined)),
	    accepted, r);
}

int
fetch_post(struct req *r)
{
	return start(r, "page");
}

int
fetch_post_timer(struct req *r)
{
	return start(r, "timer");
}

/* Answers the job, if there is one. */
static int
show(struct req *r, struct store *st)
{
	if (store_query(st, &sql_job, ARGS(INT("id", r->number)), request_json, r) == -1)
		return -1;
	return r->replied ? 0 : fail(ERR_NOT_FOUND, "there is no such job");
}

int
fetch_get_job(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || tidy(r, st) == -1)
		return -1;
	return show(r, st);
}

int
fetch_stop_job(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || tidy(r, st) == -1 ||
	    store_change(st, &sql_job_stop, ARGS(INT("id", r->number))) == -1)
		return -1;
	return show(r, st);
}

int
fetch_get_mailbox(struct req *r)
{
	struct store *st = request_store(r);
	struct account a;
	const char *why = NULL, *name = NULL;
	enum err kind = ERR_MAX;
	int on;

	if (st == NULL || tidy(r, st) == -1)
		return -1;
	if ((on = account_read(&a, r->mem) == 0))
		name = arena_printf(r->mem, "%s on %s", a.login.user, a.login.host);
	else if ((kind = err_kind()) != ERR_FORBIDDEN) {
		why = clean_text(err_text(), MAX_LINE, r->mem);
		name = a.login.host;
	}
	return store_query(st, &sql_mailbox, ARGS(
	    TEXT("account", name != NULL ? clean_text(name, MAX_LINE, r->mem) : NULL),
	    TEXT("folder", on ? a.folder : NULL),
	    TEXT("search", on ? a.search : NULL), TEXT("action", on ? a.action_text : NULL),
	    TEXT("code", why != NULL ? err_code(kind) : NULL), TEXT("message", why)),
	    request_json, r);
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
	if ((rv = fetch_run(db, &f)) == 0)
		report(&f);
	close(lock);
	return rv;
}

int
fetch_job_command(const char *db, int argc, char **argv)
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
	if (fetch_run(db, &f) == -1)
		return -1;
	report(&f);
	return 0;
}

int
fetch_test_command(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct account account;
	struct limits limits;
	int rv = -1;

	(void)argv;
	if (argc != 1)
		fail(ERR_PARAM, "usage: dmarc-cron test-imap");
	else if (setting_limits(&limits) == 0 && account_read(&account, mem) == 0 &&
	    account_token(&account, db, 1, &limits, mem) == 0)
		rv = mailbox_test(&account, &limits);
	arena_free(mem);
	return rv;
}
