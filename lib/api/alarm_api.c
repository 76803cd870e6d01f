#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alarm.h"
#include "alarm_api.h"
#include "err.h"
#include "filter.h"
#include "ntfy.h"
#include "sql.h"

#define DAY	86400

/* Behind the n arguments that are there; how many it makes. */
static size_t
add(struct arg *args, size_t n, const struct arg *more)
{
	for (; more->name != NULL; more++)
		args[n++] = *more;
	args[n].name = NULL;
	return n;
}

int
alarm_get(struct req *r)
{
	struct arg args[ALARM_ARGS + FILTER_ARGS + 1];
	struct fact limits = { .text = NULL };
	struct alarm_limits lim;
	int64_t now = time(NULL);
	struct store *st;
	struct filter f;
	int rv;

	if (filter_parse(&f, r->query, r->route->takes, now / DAY, r->mem) == -1 ||
	    alarm_limits_read(&lim) == -1 || (st = request_store(r)) == NULL)
		return -1;
	alarm_limits_tell(&lim, &limits);
	add(args, add(args, alarm_args(args, &lim, now, ntfy_on()), f.args), ARGS({
	    .name = "limits", .type = ARG_TEXT, .ptr = limits.text, .len = limits.len }));
	rv = store_query(st, &sql_alarms, args, request_json, r);
	free(limits.text);
	return rv;
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
	struct arg args[FILTER_ARGS + 2];
	int64_t now = time(NULL);
	struct store *st;
	struct filter f;

	if (filter_parse(&f, r->query, r->route->takes, now / DAY, r->mem) == -1)
		return -1;
	add(args, add(args, 0, f.args), ARGS(INT("now", now), INT("id", r->number)));
	if ((st = request_store(r)) == NULL || act(st, args) == -1 ||
	    store_query(st, &sql_alarm, args, request_json, r) == -1)
		return -1;
	return r->replied ? 0 : fail(ERR_NOT_FOUND, "no alarm has the number %" PRId64, r->number);
}

int
alarm_post_check(struct req *r)
{
	struct store *st = request_store(r);

	if (st == NULL || alarm_check_now(st) == -1)
		return -1;
	return store_query(st, &sql_alarm_sum, NULL, request_json, r);
}

static int
print(void *to, const char *p, size_t n)
{
	if (fwrite(p, 1, n, to) != n || putc('\n', to) == EOF)
		return failsys("standard output");
	return 0;
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
		rv = store_query(st, &sql_alarm_lines, NULL, print, stdout);
	store_close(st);
	return rv;
}
