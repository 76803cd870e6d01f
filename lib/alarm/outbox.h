#pragma once

#include <stdio.h>

#include "limit.h"
#include "ntfy.h"
#include "store.h"

/*
 * The table push: what alarms have to tell, delivered at least once, the oldest
 * first, by one program at a time.  A push that fails stays, with the reason,
 * and is tried again later; when the server wants none, the others wait as long.
 */
struct outbox_sum {
	int		 busy;		/* another one delivers: nothing was done */
	int64_t		 delivered;
	int64_t		 put_off;
	const char	*error;		/* of the last that was put off, or NULL */
};

/* A line for each to say, unless it is NULL; -1 when the system fails. */
int	outbox_run(struct store *, const struct ntfy *, const struct limits *, FILE *say,
	    struct arena *, struct outbox_sum *);

/* Send one message that tests it, and tell what was seen; -1 when it was not taken. */
int	outbox_test(const struct ntfy *, const struct limits *, FILE *say, struct arena *);
