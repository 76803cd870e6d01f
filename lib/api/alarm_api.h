#pragma once

#include "request.h"

/* What is asked of alarms: the page's questions, and the timer's. */
int	alarm_get(struct req *);	/* GET /api/alarms */
int	alarm_get_one(struct req *);	/* GET /api/alarms/ID */
int	alarm_post(struct req *);	/* POST /api/alarms/ID */
int	alarm_post_check(struct req *);	/* POST /cron/check-alarms */
int	alarm_command(const char *db, int, char **);	/* check-alarms */
