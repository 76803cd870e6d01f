#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alarm.h"
#include "alarm_senders.h"
#include "clean.h"
#include "clock_check.h"
#include "err.h"
#include "limit.h"
#include "ntfy.h"
#include "roster_keep.h"
#include "setting.h"
#include "sql.h"

#define DAY		86400
#define FRESH_DAYS	5		/* a report this young ends a silence */
#define MAX_TOLD	20		/* alarms told one by one after a check */

/* The next setting of alarms from s on, or SETTING_END. */
static enum setting
next_limit(int s)
{
	while (s < SETTING_END && setting_rows[s].group != SETTINGS_ALARM)
		s++;
	return s;
}

int
alarm_limits_read(struct alarm_limits *lim)
{
	int64_t *of = lim->of;
	enum setting s;

	for (s = next_limit(0); s < SETTING_END; s = next_limit(s + 1))
		if ((setting_rows[s].kind == KIND_PERCENT ? setting_percent(&of[s], s) :
		    setting_number(&of[s], NULL, s)) == -1)
			return -1;
	if (of[SETTING_ALARM_FAIL_RATE_WARN] > of[SETTING_ALARM_FAIL_RATE_CRIT])
		return fail(ERR_SETTING, "ALARM_FAIL_RATE_WARN is more than "
		    "ALARM_FAIL_RATE_CRIT; it must be %.2f or less",
		    of[SETTING_ALARM_FAIL_RATE_CRIT] / 100.0);
	return 0;
}

void
alarm_limits_tell(const struct alarm_limits *lim, struct fact *f)
{
	const struct setting_row *row;
	const char *unit;
	enum setting s;

	for (s = next_limit(0); s < SETTING_END; s = next_limit(s + 1)) {
		if (s == SETTING_ALARM_CLASSIC)
			continue;		/* no limit, but which there are */
		row = &setting_rows[s];
		unit = row->kind == KIND_PERCENT ? "%" : "";
		fact_row(f, row->name);
		fact_int(f, lim->of[s]);
		fact_string(f, unit);
		fact_string(f, row->what);
	}
	fact_end(f);
}

size_t
alarm_args(struct arg *args, const struct alarm_limits *lim, int64_t now, int push)
{
	const int64_t today = now / DAY;
	const struct arg fixed[] = { INT("now", now), INT("push", push),
	    INT("from", today - lim->of[SETTING_ALARM_WINDOW_DAYS] + 1), INT("to", today),
	    INT("max_detail", MAX_LINE), INT("max_told", MAX_TOLD) };
	size_t n = sizeof fixed / sizeof *fixed;
	enum setting s;

	_Static_assert(sizeof fixed / sizeof *fixed + SETTING_END < ALARM_ARGS, "all have room");
	memcpy(args, fixed, sizeof fixed);
	for (s = next_limit(0); s < SETTING_END; s = next_limit(s + 1))
		args[n++] = (struct arg)INT(setting_rows[s].name, lim->of[s]);
	args[n].name = NULL;
	return n;
}

static int
run_steps(struct store *st, const struct arg *args)
{
	const struct sql *const steps[] = {
		&sql_temp_situation, &sql_alarm_clear,
		args_number(args, "ALARM_CLASSIC", 0) ? &sql_alarm_watch : &sql_alarm_senders,
		&sql_alarm_fetch, &sql_alarm_refused, &sql_alarm_silence,
		&sql_alarm_known, &sql_alarm_forget, &sql_alarm_resolve, &sql_alarm_update,
		&sql_alarm_open, &sql_alarm_recall, &sql_alarm_refresh, &sql_alarm_push,
	};
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		if (store_exec(st, steps[i], args) == -1)
			return -1;
	return 0;
}

/* What the reports tell, and what of them is told: by domain and address, or by sender. */
static int
tell_all(struct store *st, const struct arg *args, const struct arg **told, struct arena *mem)
{
	int classic = args_number(args, "ALARM_CLASSIC", 0) != 0, rv;
	struct fact watch = { .text = NULL }, fresh = { .text = NULL };

	rv = classic ? store_tell(st, "watch", args, &watch) :
	    alarm_senders_tell(st, args, &watch, mem);
	if (rv == 0 && (rv = store_tell(st, "fresh", args, &fresh)) == 0)
		*told = args_join(mem, args, ARGS(
		    TEXT(classic ? "watch" : "senders", arena_strndup(mem, watch.text, watch.len)),
		    TEXT("fresh", arena_strndup(mem, fresh.text, fresh.len))));
	free(watch.text);
	free(fresh.text);
	return rv;
}

/*
 * With what the reports told; or, if others have written since, with what they tell
 * now: who was told less and came later would resolve what others have opened.
 */
static int
run_locked(struct store *st, const struct arg *args, const struct arg *told, int64_t version,
    struct arena *mem)
{
	int64_t now;
	int rv;

	if (store_enter(st) == -1)
		return -1;
	if ((rv = store_version(st, &now)) == 0 && now != version)
		rv = tell_all(st, args, &told, mem);
	if (rv == 0)
		rv = run_steps(st, told);
	return store_leave(st, rv);
}

/* What the reports tell is asked first: nobody waits for the lock meanwhile. */
int
alarm_check(struct store *st, const struct alarm_limits *lim, int64_t now, int push)
{
	struct arena *mem = arena_new();
	struct arg args[ALARM_ARGS];
	const struct arg *told;
	int64_t version;
	int rv = -1;

	alarm_args(args, lim, now, push);
	if (store_version(st, &version) == 0 && tell_all(st, args, &told, mem) == 0)
		rv = run_locked(st, args, told, version, mem);
	arena_free(mem);
	return rv;
}

/* Unless all that came is of days too long ago to matter. */
static int
check_since(struct store *st, int64_t day)
{
	int64_t now = time(NULL), days;
	struct alarm_limits lim;

	if (alarm_limits_read(&lim) == -1)
		return -1;
	days = lim.of[SETTING_ALARM_WINDOW_DAYS];
	if (day <= now / DAY - (days > FRESH_DAYS ? days : FRESH_DAYS))
		return 0;
	return clock_check(st, now) == -1 ? -1 : alarm_check(st, &lim, now, ntfy_on());
}

int
alarm_check_now(struct store *st)
{
	roster_after(st, ROSTER_NOW);
	return check_since(st, ALARM_ANY);
}

void
alarm_after(struct store *st, int64_t day)
{
	struct arena *mem;

	if (day == -1)
		return;
	roster_after(st, ROSTER_SOON);
	if (check_since(st, day) == 0)
		return;
	mem = arena_new();
	fprintf(stderr, "alarms: %s: %s\n", err_code(err_kind()),
	    clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
}
