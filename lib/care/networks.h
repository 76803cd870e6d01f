#pragma once

#include "store.h"

/*
 * The table asn: who holds the networks that addresses of reports are in (holder.h), of
 * the busiest addresses, as the fact "group" is asked for them, and of all that were once.
 *
 * How many there are, -1 without ASN_MMDB, when nothing is done.  A file that cannot be
 * read changes nothing: -1, ERR_SETTING or ERR_SYSTEM.
 */
int	networks_run(struct store *, const struct arg *busiest, int64_t *n, struct arena *);
