#include <string.h>

#include "alarm.h"
#include "readiness.h"
#include "setting.h"

static void
fill(struct arg *args, int64_t warn, int64_t rate, int64_t weeks)
{
	const struct arg told[] = { INT("fail_rate_warn", warn), INT("ready_rate", rate),
	    INT("ready_weeks", weeks), { .name = NULL } };

	_Static_assert(sizeof told / sizeof *told == READINESS_ARGS, "all of them are told");
	memcpy(args, told, sizeof told);
}

int
readiness_args(struct arg *args)
{
	struct alarm_limits alarm;
	int64_t rate, weeks;

	if (alarm_limits_read(&alarm) == -1 ||
	    setting_percent(&rate, SETTING_READY_RATE) == -1 ||
	    setting_number(&weeks, NULL, SETTING_READY_WEEKS) == -1)
		return -1;
	fill(args, alarm.of[SETTING_ALARM_FAIL_RATE_WARN], rate, weeks);
	return 0;
}
