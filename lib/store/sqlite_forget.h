#pragma once

#include "store_db.h"

/* engine.h's forget() and expire(). */
int	forget_report(struct store *, const char *id, struct stored *);
int	forget_expired(struct store *, int64_t day, struct forgotten *);

/* By its number, in the open batch. */
int	forget_number(struct store *, int64_t id, struct stored *);
