#pragma once

#include "store.h"

/*
 * Is the time now to be believed, in seconds since 1970?  It is when it lies near
 * what is known: when it was last believed, or a report came in time, that is
 * within three days of its own end.  A clock that jumped ahead is told by that no
 * report comes in time any more; after a long silence the first one that does
 * makes the clock right again, or somebody who says so: clock_confirm().
 */
#define CLOCK_LEAP	30		/* days that may pass without a word */

int	clock_check(struct store *, int64_t now);	/* -1, ERR_SETTING: says why not */
int	clock_confirm(struct store *, int64_t now);	/* from here on it is believed */
