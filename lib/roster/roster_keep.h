#pragma once

#include "store.h"

/*
 * Keep who sends as the domains of all that is stored: identities, their history, and the
 * identity of each record.  All is derived, from sums of the last SIGHTINGS_DAYS that know
 * no order, so it is the same whatever the order of arrival; but marks, which are the
 * user's, and the day an identity was first seen, which outlives its records.
 *
 * ROSTER_SOON: what came since the last time, unless that was just now: it takes a
 * fiftieth of the time at most, or is done once a minute.  ROSTER_NOW: at once.
 * ROSTER_ALL: all anew, as it is in any case when what is known of names has changed.
 * Nobody waits for the lock while it thinks; who finds another at it leaves it to him.
 */
enum roster_how { ROSTER_SOON, ROSTER_NOW, ROSTER_ALL };

int	roster_keep(struct store *, int64_t now, enum roster_how);	/* seconds since 1970 */

/* After an import, once all is safe: when it fails the log says so. */
void	roster_after(struct store *, enum roster_how);

/* Is there anything that has not been told yet?  1, 0 or -1. */
int	roster_pending(struct store *);

/* Of one domain, whose marks have changed. */
int	roster_keep_domain(struct store *, int64_t now, const char *domain);
