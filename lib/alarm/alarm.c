#include <stdio.h>
#include <string.h>
#include <time.h>

#include "alarm.h"
#include "clean.h"
#include "clock_check.h"
#include "err.h"
#include "limit.h"
#include "ntfy.h"
#include "setting.h"
#include "sql.h"

#define DAY		86400
#define FRESH_DAYS	5		/* a report this young ends a silence */
#define MAX_TOLD	20		/* alarms told one by one after a check */

int
alarm_limits_read(struct alarm_limits *lim)
{
	if (setting_number(&lim->days, SETTING_ALARM_WINDOW_DAYS) == -1 ||
	    setting_percent(&lim->warn, SETTING_ALARM_FAIL_RATE_WARN) == -1 ||
	    setting_percent(&lim->crit, SETTING_ALARM_FAIL_RATE_CRIT) == -1 ||
	    setting_number(&lim->volume, SETTING_ALARM_MIN_VOLUME) == -1 ||
	    setting_number(&lim->source, SETTING_ALARM_SOURCE_FAIL_MIN) == -1 ||
	    setting_number(&lim->disposition, SETTING_ALARM_DISPOSITION_MIN) == -1)
		return -1;
	if (lim->warn > lim->crit)
		return fail(ERR_SETTING, "ALARM_FAIL_RATE_WARN is more than "
		    "ALARM_FAIL_RATE_CRIT; it must be %.2f or less", lim->crit / 100.0);
	return 0;
}

void
alarm_args(struct arg *args, const struct alarm_limits *lim, int64_t now, int push)
{
	int64_t today = now / DAY;

	memcpy(args, ARGS(INT("now", now), INT("push", push), INT("days", lim->days),
	    INT("from", today - lim->days + 1), INT("to", today),
	    INT("fail_rate_warn", lim->warn), INT("fail_rate_crit", lim->crit),
	    INT("min_volume", lim->volume), INT("source_fail_min", lim->source),
	    INT("disposition_min", lim->disposition), INT("max_detail", MAX_LINE),
	    INT("max_told", MAX_TOLD)),
	    ALARM_ARGS * sizeof *args);
}

int
alarm_check(struct store *st, const struct alarm_limits *lim, int64_t now, int push)
{
	static const struct sql *const steps[] = {
		&sql_temp_situation, &sql_alarm_clear,
		&sql_alarm_watch, &sql_alarm_fetch, &sql_alarm_refused, &sql_alarm_silence,
		&sql_alarm_known, &sql_alarm_forget, &sql_alarm_resolve, &sql_alarm_update,
		&sql_alarm_open, &sql_alarm_recall, &sql_alarm_refresh, &sql_alarm_push,
	};
	struct arg args[ALARM_ARGS];
	size_t i;
	int rv = 0;

	alarm_args(args, lim, now, push);
	if (store_enter(st) == -1)
		return -1;
	for (i = 0; i < sizeof steps / sizeof *steps && rv == 0; i++)
		rv = store_exec(st, steps[i], args);
	return store_leave(st, rv);
}

/* Unless all that came is of days too long ago to matter. */
static int
check_since(struct store *st, int64_t day)
{
	int64_t now = time(NULL);
	struct alarm_limits lim;

	if (alarm_limits_read(&lim) == -1)
		return -1;
	if (day <= now / DAY - (lim.days > FRESH_DAYS ? lim.days : FRESH_DAYS))
		return 0;
	return clock_check(st, now) == -1 ? -1 : alarm_check(st, &lim, now, ntfy_on());
}

int
alarm_check_now(struct store *st)
{
	return check_since(st, ALARM_ANY);
}

void
alarm_after(struct store *st, int64_t day)
{
	struct arena *mem;

	if (day == -1 || check_since(st, day) == 0)
		return;
	mem = arena_new();
	fprintf(stderr, "alarms: %s: %s\n", err_code(err_kind()),
	    clean_text(err_log(), MAX_LINE, mem));
	arena_free(mem);
}
