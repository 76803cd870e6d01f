#include <sys/time.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "alarm.h"
#include "command.h"
#include "deliver.h"
#include "err.h"
#include "import_api.h"
#include "import_files.h"
#include "ingest.h"
#include "limit.h"
#include "query.h"
#include "reparse.h"
#include "setting.h"
#include "source.h"
#include "sql.h"
#include "upload.h"

int
import_post(struct req *r)
{
	const char *name = query_find(r->query, "name", r->mem);
	struct limits lim;

	if (setting_limits(&lim) == -1)
		return -1;
	return upload_take(r, name != NULL ? name : "upload", "upload", &lim);
}

int
import_delete_report(struct req *r)
{
	struct store *st;
	struct stored gone;

	if ((st = request_store(r)) == NULL || store_delete(st, r->id, &gone) == -1)
		return -1;
	alarm_after(st, ALARM_ANY);
	return store_query(st, &sql_deleted, ARGS(INT("records", gone.records),
	    INT("messages", gone.messages)), request_json, r);
}

int
import_command(const char *db, int argc, char **argv)
{
	struct limits lim;
	struct store *st;
	int c, rv, verbose = 0;

	while ((c = getopt(argc, argv, "v")) != -1) {
		if (c != 'v')
			return 2;
		verbose = 1;
	}
	if (optind == argc)
		return fail(ERR_PARAM, "no file is named");
	if (setting_limits(&lim) == -1 || (st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = import_files(st, argv + optind, &lim, verbose);
	store_close(st);
	return rv;
}

static int
open_input(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);

	return fd == -1 ? failsys_at(path) : fd;
}

/* It is open before the database is: that could be standard input, where there is none. */
static int
deliver(const char *db, const char *path, const struct limits *lim)
{
	struct arena *mem = arena_new();
	struct store *st = NULL;
	struct source *in = NULL;
	const char *said = NULL;
	int fd;

	if ((fd = open_input(path)) != -1 && (st = store_open(db, STORE_WRITE)) != NULL &&
	    (said = deliver_mail(st, in = source_fd(fd), lim, mem)) != NULL)
		fprintf(stderr, "dmarc-import: %s\n", said);
	source_free(in);
	store_close(st);
	if (fd != -1)
		close(fd);
	arena_free(mem);
	return said != NULL ? 0 : -1;
}

static void
wake(int signal)
{
	(void)signal;
}

/* A mail server waits for another writer only so long: then it has come for nothing. */
static void
wait_at_most(time_t seconds)
{
	const struct sigaction interrupt = { .sa_handler = wake };	/* no call goes on */
	const struct itimerval ever = { { seconds, 0 }, { seconds, 0 } };

	sigaction(SIGALRM, &interrupt, NULL);
	setitimer(ITIMER_REAL, &ever, NULL);
}

/*
 * A mail server bounces what comes to any other end.  It has our settings hardly ever,
 * so alarms are left to the next check.
 */
int
import_deliver(const char *db, int argc, char **argv)
{
	struct limits lim;
	int rv = -1;

	if (argc != 2)
		fail(ERR_PARAM, "usage: dmarc-import --deliver FILE|-");
	else if (setting_limits(&lim) == 0) {
		wait_at_most(lim.idle);
		rv = deliver(db, argv[1], &lim);
	}
	return rv == 0 ? 0 : EX_TEMPFAIL;
}

int
import_parse(const char *db, int argc, char **argv)
{
	struct limits lim;
	struct source *in;
	int fd, rv;

	(void)db;
	if (argc != 2)
		return fail(ERR_PARAM, "usage: dmarc-import parse FILE");
	if (setting_limits(&lim) == -1)
		return -1;
	if ((fd = open_input(argv[1])) == -1)
		return -1;
	in = source_fd(fd);
	rv = ingest_parse(in, &lim, command_print, stdout);
	source_free(in);
	close(fd);
	return rv;
}

int
import_rebuild(const char *db, int argc, char **argv)
{
	struct store *st;
	int rv;

	(void)argv;
	if (argc != 1)
		return fail(ERR_PARAM, "usage: dmarc-import rebuild");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = store_rebuild(st);
	store_close(st);
	return rv;
}

int
import_reparse(const char *db, int argc, char **argv)
{
	int i, rv, apply = argc > 1 && strcmp(argv[1], "--apply") == 0;
	struct store *st;

	for (i = 1 + apply; i < argc; i++)
		if (*argv[i] == '-')
			return fail(ERR_PARAM, "usage: dmarc-import reparse [--apply] [REPORT...]");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	rv = reparse_run(st, argv + 1 + apply, apply);
	store_close(st);
	return rv;
}
