#pragma once

#include <stdint.h>

/* Between the process that starts a fetch and the one that does it. */
#define FETCH_LOCK_FD	3		/* where the started one has the lock */

/*
 * dmarc-cron job N, which gets the lock.  When tied it may write to our log and
 * ends with us: so it is for a server, while a CGI program is gone at once.
 */
int	fetch_spawn(int64_t job, int lock, int tied);
