#pragma once

#include "store_db.h"

/* Where a report's records are; none: last is before first.  id 0: no such report. */
struct extent {
	int64_t	 id, first, last, messages;
};

int	extent_find(struct store *, const struct sql *, int64_t id, struct extent *);
