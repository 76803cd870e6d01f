#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alarm.h"
#include "alarm_api.h"
#include "command.h"
#include "err.h"
#include "filter.h"
#include "ntfy.h"
#include "sql.h"

#define DAY	86400

int
alarm_get(struct req *r)
{
	int64_t now = time(NULL);
	const struct arg *asked = filter_parse(r->query, r->route->takes, now / DAY, r->mem);
	struct fact limits = { .text = NULL };
	struct arg args[ALARM_ARGS];
	struct alarm_limits lim;
	struct store *st;
	int rv;

	if (asked == NULL || alarm_limits_read(&lim) == -1 || (st = request_store(r)) == NULL)
		return -1;
	alarm_args(args, &lim, now, ntfy_on());
	alarm_limits_tell(&lim, &limits);
	asked = args_join(r->mem, asked, ARGS(TEXT("limits", limits.text)));
	rv = store_query(st, &sql_alarms, args_join(r->mem, args, asked), request_json, r);
	free(limits.text);
	return rv;
}

static int
answer_one(struct req *r, struct store *st)
{
	if (store_query(st, &sql_alarm, ARGS(INT("id", r->number)), request_json, r) == -1)
		return -1;
	return r->replied ? 0 : fail(ERR_NOT_FOUND, "no alarm has the number %" PRId64, r->number);
}

int
alarm_get_one(struct req *r)
{
	struct store *st = request_store(r);

	return st == NULL ? -1 : answer_one(r, st);
}

static int
act(struct store *st, const struct arg *args)
{
	if (store_enter(st) == -1)
		return -1;
	return store_leave(st, store_exec(st, &sql_alarm_act, args) == -1 ? -1 :
	    store_exec(st, &sql_alarm_recall, args));
}

int
alarm_post(struct req *r)
{
	int64_t now = time(NULL);
	const struct arg *args = filter_parse(r->query, r->route->takes, now / DAY, r->mem);
	struct store *st;

	if (args == NULL)
		return -1;
	args = args_join(r->mem, args, ARGS(INT("now", now), INT("id", r->number)));
	if ((st = request_store(r)) == NULL || act(st, args) == -1)
		return -1;
	return answer_one(r, st);
}

int
alarm_post_check(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || alarm_check_now(st) == -1)
		return -1;
	return store_query(st, &sql_alarm_sum, NULL, request_json, r);
}

int
alarm_command(const char *db, int argc, char **argv)
{
	struct store *st;
	int rv;

	(void)argv;
	if (argc != 1)
		return fail(ERR_PARAM, "usage: dmarc-cron check-alarms");
	if ((st = store_open(db, STORE_WRITE)) == NULL)
		return -1;
	if ((rv = alarm_check_now(st)) == 0)
		rv = store_query(st, &sql_alarm_lines, NULL, command_print, stdout);
	store_close(st);
	return rv;
}
