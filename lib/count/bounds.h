#pragma once

#include "store_db.h"

/*
 * The largest id of each dictionary.  A segment that names a larger one is
 * damaged, and no memory is taken for it.
 */
enum bound { BOUND_DOMAIN, BOUND_ORG, BOUND_IP, BOUND_NAME, BOUND_AUTH, BOUND_MAX };

struct bounds {
	uint32_t	 max[BOUND_MAX];
};

int	bounds_find(struct store *, struct bounds *);

/* As the statement sees them that calls the function of ctx; or -1, and it has the error. */
int	bounds_read(sqlite3_context *ctx, struct bounds *);
