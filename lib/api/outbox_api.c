#include <inttypes.h>
#include <stdio.h>

#include "err.h"
#include "ntfy.h"
#include "outbox.h"
#include "outbox_api.h"
#include "setting.h"
#include "sql.h"

int
outbox_post(struct req *r)
{
	struct outbox_sum sum = { .busy = 0 };
	struct store *st = request_store(r);
	struct limits lim;
	struct ntfy to;
	int on;

	if (st == NULL || setting_limits(&lim) == -1 || (on = ntfy_setting(&to, r->mem)) == -1 ||
	    (on && outbox_run(st, &to, &lim, NULL, r->mem, &sum) == -1))
		return -1;
	return store_query(st, &sql_push_answer, ARGS(INT("on", on), INT("busy", sum.busy),
	    INT("delivered", sum.delivered), INT("put_off", sum.put_off),
	    TEXT("error", sum.error)), request_json, r);
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

int
outbox_command(const char *db, int argc, char **argv)
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

int
outbox_test_command(const char *db, int argc, char **argv)
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
