#pragma once

#include <stdint.h>

/*
 * The largest id of each dictionary.  A segment that names a larger one is
 * damaged, and no memory is taken for it.
 */
enum bound { BOUND_DOMAIN, BOUND_ORG, BOUND_IP, BOUND_NAME, BOUND_AUTH, BOUND_MAX };

struct bounds {
	uint32_t	 max[BOUND_MAX];
};
