#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "accounts.h"
#include "clean.h"
#include "err.h"
#include "fetch.h"
#include "fetch_command.h"
#include "fetch_from.h"
#include "limit.h"
#include "self.h"
#include "text.h"

#define FAILED	2

/* What goes before a line when there are several. */
struct whose {
	const char	*name, *colon;
};

static void
report(const struct whose *w, const struct fetch *f)
{
	const struct fetch_job_counts *c = &f->counts;

	printf("%s%s%" PRId64 " mails: %" PRId64 " reports imported, %" PRId64 " duplicate, %"
	    PRId64 " other; %" PRId64 " mails failed, %" PRId64 " without a report%s\n", w->name,
	    w->colon, c->seen, c->imported, c->duplicate, c->other, c->failed, c->ignored,
	    f->stopped ? "; stopped" : "");
}

static int
no_lock(const char *db, const char *mailbox)
{
	struct err_kept why;
	struct store *st;

	err_keep(&why);
	if ((st = store_open(db, STORE_WRITE)) != NULL) {
		err_restore(&why);
		fetch_no_lock(st, mailbox, "shell");
	}
	store_close(st);
	err_restore(&why);
	return -1;
}

static int
fetch_one(const char *db, struct fetch *f, const struct whose *w)
{
	int lock, rv;

	if ((lock = fetch_lock(db, f->mailbox)) == -1) {
		if (err_kind() != ERR_BUSY)
			return no_lock(db, f->mailbox);
		printf("%s%s%s\n", w->name, w->colon, err_text());
		return 0;
	}
	if ((rv = fetch_run(db, f)) == 0)
		report(w, f);
	close(lock);
	return rv;
}

/* Each in a process of its own: none waits for another. */
static int
fetch_all(const char *db, const struct fetch *like, const struct accounts *a)
{
	struct fetch f = { .drain = like->drain };
	int status, rv = 0;
	struct arena *mem;
	size_t i;
	pid_t pid;

	fflush(stdout);
	for (i = 0; i < a->count; i++) {
		f.mailbox = a->name[i];
		if ((pid = fork()) == -1)
			return failsys("a fetch of %s cannot be started", f.mailbox);
		if (pid != 0)
			continue;
		rv = fetch_one(db, &f, &(struct whose){ f.mailbox, ": " });
		mem = arena_new();
		if (rv == -1)
			fprintf(stderr, "dmarc-cron: %s: %s\n", f.mailbox,
			    clean_text(err_log(), MAX_LINE, mem));
		arena_free(mem);
		exit(rv == -1 ? FAILED : 0);
	}
	while ((pid = wait(&status)) != -1 || errno == EINTR)
		if (pid != -1 && status != 0)
			rv = FAILED;
	return rv;
}

/* No mailbox is no job; a wrong setting is one that failed, for the page to show. */
static int
fetch_named(const char *db, struct fetch *f, const char *name, struct arena *mem)
{
	struct fetch_from from;

	f->mailbox = name;
	if (fetch_from_read(&from, name, mem) == -1 &&
	    (err_kind() == ERR_FORBIDDEN || err_kind() == ERR_NOT_FOUND))
		return -1;
	return fetch_one(db, f, &(struct whose){ "", "" });
}

static int
fetch_wanted(const char *db, struct fetch *f, const char *name, struct arena *mem)
{
	struct accounts a;

	if (name != NULL)
		return fetch_named(db, f, name, mem);
	if (accounts_list(&a, mem) == -1)
		return -1;
	if (a.count > 1)
		return fetch_all(db, f, &a);
	return fetch_named(db, f, a.count == 1 ? a.name[0] : ACCOUNT_MAIN, mem);
}

int
fetch_command(const char *db, int argc, char **argv)
{
	static const struct option options[] = { { "drain", no_argument, NULL, 'd' }, { 0 } };
	struct fetch f = { .terminal = isatty(STDERR_FILENO) };
	struct arena *mem;
	int c, rv;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'd')
			return 2;
		f.drain = 1;
	}
	if (optind + 1 < argc)
		return fail(ERR_PARAM, "usage: dmarc-cron fetch-imap [--drain] [NAME]");
	mem = arena_new();
	rv = fetch_wanted(db, &f, argv[optind], mem);
	arena_free(mem);
	return rv;
}

static int
run_job(const char *db, int64_t job)
{
	struct fetch f = { .job = job };
	struct arena *mem = arena_new();
	struct store *st = store_open(db, STORE_WRITE);
	int rv = -1;

	if (st != NULL)
		rv = fetch_job_mailbox(st, job, &f.mailbox, mem);
	store_close(st);
	if (rv == 0 && f.mailbox == NULL)
		rv = fail(ERR_PARAM, "there is no job %" PRId64, job);
	if (rv == 0 && (rv = fetch_run(db, &f)) == 0)
		report(&(struct whose){ f.mailbox, ": " }, &f);
	arena_free(mem);
	return rv;
}

int
fetch_job_command(const char *db, int argc, char **argv)
{
	int64_t job;

	if (argc != 3 || text_number(&job, argv[1]) == -1 ||
	    fcntl(SELF_FD, F_SETFD, FD_CLOEXEC) == -1)
		return fail(ERR_PARAM, "only dmarc-cron itself begins a job in this way");
	return self_tie(argv[2]) == -1 ? -1 : run_job(db, job);
}

static int
test_one(const char *db, const char *name, struct arena *mem)
{
	struct fetch_from from;

	return fetch_from_read(&from, name, mem) == -1 ? -1 : fetch_from_test(&from, db, mem);
}

/* What test-imap says, and a line of how it went: the page that asked has nobody to ask. */
int
fetch_look_command(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();

	if (argc != 2)
		return fail(ERR_PARAM, "only dmarc-cron itself looks in this way");
	alarm(LOOK_SECONDS);
	if (test_one(db, argv[1], mem) == 0)
		puts(LOOK_WELL);
	else
		printf(LOOK_ILL "%s %s\n", err_code(err_kind()),
		    clean_text(err_text(), MAX_LINE, mem));
	arena_free(mem);
	return fflush(stdout) == EOF ? FAILED : 0;
}

/* One after the other, that of one is read before that of the next is said. */
static int
test_all(const char *db, const struct accounts *a, struct arena *mem)
{
	int rv = 0;
	size_t i;

	for (i = 0; i < a->count; i++) {
		printf("%s%s:\n", i > 0 ? "\n" : "", a->name[i]);
		if (test_one(db, a->name[i], mem) == 0)
			continue;
		rv = FAILED;
		fflush(stdout);
		fprintf(stderr, "dmarc-cron: %s: %s\n", a->name[i],
		    clean_text(err_log(), MAX_LINE, mem));
	}
	return rv;
}

int
fetch_test_command(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct accounts a;
	int rv = -1;

	if (argc > 2)
		fail(ERR_PARAM, "usage: dmarc-cron test-imap [NAME]");
	else if (argc == 2)
		rv = test_one(db, argv[1], mem);
	else if (accounts_list(&a, mem) == 0)
		rv = a.count > 1 ? test_all(db, &a, mem) :
		    test_one(db, a.count == 1 ? a.name[0] : ACCOUNT_MAIN, mem);
	arena_free(mem);
	return rv;
}
