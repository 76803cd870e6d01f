#include <string.h>

#include "alarm.h"
#include "readiness.h"
#include "setting.h"

int
readiness_args(struct arg *args)
{
	struct alarm_limits alarm;
	int64_t rate, weeks;

	if (alarm_limits_read(&alarm) == -1 ||
	    setting_percent(&rate, SETTING_READY_RATE) == -1 ||
	    setting_number(&weeks, SETTING_READY_WEEKS) == -1)
		return -1;
	memcpy(args, ARGS(INT("fail_rate_warn", alarm.of[SETTING_ALARM_FAIL_RATE_WARN]),
	    INT("ready_rate", rate), INT("ready_weeks", weeks)), READINESS_ARGS * sizeof *args);
	return 0;
}
