#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "err.h"
#include "maintain.h"
#include "ntfy.h"
#include "outbox.h"
#include "setting.h"
#include "sql.h"

static int
post_push(struct req *r)
{
	struct outbox_sum sum = { .busy = 0 };
	struct store *st = app_store(r);
	struct limits lim;
	struct ntfy to;
	int on;

	if (st == NULL || setting_limits(&lim) == -1 || (on = ntfy_setting(&to, r->mem)) == -1 ||
	    (on && outbox_run(st, &to, &lim, NULL, r->mem, &sum) == -1))
		return -1;
	return store_query(st, &sql_push_answer, ARGS(INT("on", on), INT("busy", sum.busy),
	    INT("delivered", sum.delivered), INT("put_off", sum.put_off),
	    TEXT("error", sum.error)), app_json, r);
}

static int
run_push(const char *db, const struct ntfy *to, struct arena *mem)
{
	struct outbox_sum sum;
	struct limits lim;
	struct store *st;
	int rv = -1;

	if (setting_limits(&lim) == -1 || (st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	if (outbox_run(st, to, &lim, stdout, mem, &sum) == 0) {
		rv = sum.put_off > 0;
		if (sum.busy)
			puts("another push is running");
		else
			printf("%" PRId64 " delivered, %" PRId64 " put off\n", sum.delivered,
			    sum.put_off);
	}
	store_close(st);
	return rv;
}

static int
push(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct ntfy to;
	int rv = -1;

	(void)argv;
	if (argc != 1)
		fail(ERR_PARAM, "usage: dmarc-cron push");
	else if ((rv = ntfy_setting(&to, mem)) == 0)
		puts("pushes are off: NTFY_URL is not set");
	else if (rv == 1)
		rv = run_push(db, &to, mem);
	arena_free(mem);
	return rv;
}

static int
test_ntfy(const char *db, int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct limits lim;
	struct ntfy to;
	int rv = -1;

	(void)db, (void)argv;
	if (argc != 1)
		fail(ERR_PARAM, "usage: dmarc-cron test-ntfy");
	else if (setting_limits(&lim) == 0 && (rv = ntfy_setting(&to, mem)) == 0)
		rv = fail(ERR_SETTING, "pushes are off: NTFY_URL is not set; it must be "
		    "https://SERVER/TOPIC, such as https://ntfy.sh/my-topic");
	else if (rv == 1)
		rv = outbox_test(&to, &lim, stdout, mem);
	arena_free(mem);
	return rv;
}

static int
say_step(void *to, const char *step, const char *said, int64_t ms)
{
	if (fprintf(to, "%-10s %s (%" PRId64 " ms)\n", step, said, ms) < 0 || fflush(to) == EOF)
		return failsys("standard output");
	return 0;
}

static int
maintain(const char *db, int argc, char **argv)
{
	struct arena *mem;
	struct store *st;
	int rv;

	(void)argv;
	if (argc != 1)
		return fail(ERR_PARAM, "usage: dmarc-cron maintain");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	mem = arena_new();
	rv = maintain_run(st, mem, say_step, stdout);
	arena_free(mem);
	store_close(st);
	return rv;
}

struct steps {
	struct req	*r;
	const char	*json;
};

static int
keep_json(void *arg, const char *p, size_t n)
{
	struct steps *s = arg;

	s->json = arena_strndup(s->r->mem, p, n);
	return 0;
}

static int
add_step(void *arg, const char *step, const char *said, int64_t ms)
{
	struct steps *s = arg;

	return store_query(app_blank(s->r), &sql_maintain_step, ARGS(TEXT("steps", s->json),
	    TEXT("step", step), TEXT("said", said), INT("ms", ms)), keep_json, s);
}

static int
post_maintain(struct req *r)
{
	struct steps s = { r, "{\"steps\":[]}" };
	struct store *st = app_store(r);

	if (st == NULL || maintain_run(st, r->mem, add_step, &s) == -1)
		return -1;
	return app_json(r, s.json, strlen(s.json));
}

static const struct route routes[] = {
	{ "POST", "/cron/push", post_push, NULL, 0 },
	{ "POST", "/cron/maintain", post_maintain, NULL, 0 },
	{ NULL, NULL, NULL, NULL, 0 }
};

static const struct command commands[] = {
	{ "push", "", push },
	{ "test-ntfy", "", test_ntfy },
	{ "maintain", "", maintain },
	{ NULL, NULL, NULL }
};

static const char about[] =
    "What runs while nobody looks.\n"
    "  push       deliver what alarms have to tell, to NTFY_URL.  Status 0: all is\n"
    "             delivered; 1: some were put off\n"
    "  test-ntfy  send one message that tests it, and tell what was seen\n"
    "  maintain   see that the database is sound, forget what is older than\n"
    "             RETENTION_DAYS, make a backup in DMARC_BACKUP_DIR\n"
    "Without arguments it answers POST /cron/push and /cron/maintain, by FastCGI or CGI.\n"
    "DMARC_DB  the database (/var/lib/dmarc-analyzer/dmarc.db)\n";

int
main(int argc, char **argv)
{
	return app_main(argc, argv,
	    &(struct app){ "dmarc-cron", about, STORE_WRITE, routes, commands });
}
