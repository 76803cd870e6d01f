#pragma once

#include <stdint.h>

#include "fact.h"
#include "setting.h"
#include "store.h"

/*
 * Alarms.  An alarm is a situation, keyed by kind and subject: it opens, grows
 * worse or better, and is resolved.  What counts is what the reports of the last
 * days say and not when or in which order they came.  alarm_watch.sql and those
 * beside it find situations; view_alarm_words.sql tells of each kind.
 */
struct alarm_limits {
	int64_t	 of[SETTING_END];	/* those of SETTINGS_ALARM; shares in hundredths */
};

int	alarm_limits_read(struct alarm_limits *);	/* the settings ALARM_... */

/*
 * See how things are now, all in one transaction: open, change and resolve
 * alarms; with push, put what is news into the table push.  Not within a batch.
 */
int	alarm_check(struct store *, const struct alarm_limits *, int64_t now, int push);
int	alarm_check_now(struct store *);	/* as the settings say, if the clock is right */

/*
 * After an import, once all is safe: check, if anything came that may matter.
 * day is the newest day of what was stored, -1 none, ALARM_ANY if reports were
 * refused or deleted or a fetch ended.  When it fails the log says so, and the
 * import is none the worse.
 */
#define ALARM_ANY	INT64_MAX

void	alarm_after(struct store *, int64_t day);

/* What alarm.c's statements are told, each limit by its setting's name; how many. */
#define ALARM_ARGS	(SETTING_END + 7)	/* at most, with the end */

size_t	alarm_args(struct arg *, const struct alarm_limits *, int64_t now, int push);

/* The limits for people: name, value, "%" or "", what it is. */
void	alarm_limits_tell(const struct alarm_limits *, struct fact *);
