#include <time.h>

#include "clock_check.h"
#include "err.h"
#include "sql.h"
#include "sqlite.h"

#define DAY	86400

struct date {
	char	 text[16];
};

static struct date
date(time_t t)
{
	struct date d;
	struct tm tm;

	strftime(d.text, sizeof d.text, "%Y-%m-%d", gmtime_r(&t, &tm));
	return d;
}

int
clock_check(struct store *st, int64_t now)
{
	int64_t known;

	if (store_query(st, &sqlite_clock_known, ARGS(INT("now", now)), store_get_int,
	    &known) == -1)
		return -1;
	if (now >= known - DAY && now <= known + CLOCK_LEAP * DAY)
		return 0;
	return fail(ERR_SETTING, "the clock says %s, but the last sign of the time here is of %s: "
	    "set the clock; if it is right, dmarc-cron maintain --clock-is-right says so",
	    date(now).text, date(known).text);
}

int
clock_confirm(struct store *st, int64_t now)
{
	return store_change(st, &sql_clock_seen, ARGS(INT("now", now)));
}
