#pragma once

#include <stdint.h>

/* Between the process that starts a fetch and the one that does it. */
#define FETCH_LOCK_FD	3		/* where the started one has the lock */

/*
 * dmarc-cron job N, which gets the lock.  When tied it may write to our log and
 * ends with us: so it is for a server, while a CGI program is gone at once.
 */
int	fetch_spawn(int64_t job, int lock, int tied);

/*
 * dmarc-cron look MAILBOX: what test-imap says goes to that descriptor, and then a line,
 * LOOK_WELL, or LOOK_ILL, the error's code, a blank and its text.  One without either was
 * ended by the clock.
 */
#define LOOK_WELL	"+"
#define LOOK_ILL	"-"
#define LOOK_SECONDS	60

int	fetch_spawn_look(const char *mailbox, int said);
