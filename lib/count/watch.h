#pragma once

#include "bounds.h"
#include "scan.h"

/*
 * Of each policy domain and of each address its messages, what of them failed, was
 * quarantined or rejected, and since which day: what alarms look at.
 */
enum watch_sum { WATCH_ALL, WATCH_FAIL, WATCH_QUARANTINE, WATCH_REJECT, WATCH_MAX };

struct seen {
	uint64_t	 sum[WATCH_MAX];
	uint16_t	 failed, blocked;	/* the first day of it */
};

struct seens {
	struct seen	*seen;			/* by id */
	size_t		 n;
	uint32_t	 max;			/* the largest id there is */
};

struct watch {
	struct seens	 domains, ips;
};

void	watch_open(struct watch *, const struct bounds *);
int	watch_block(void *watch, struct block);
void	watch_close(struct watch *);
