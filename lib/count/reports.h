#pragma once

#include "scan.h"

/* The reports that hold a record that passes, and the sums of those that do. */
struct report_sum {
	int64_t		 first;		/* its first record's id */
	uint64_t	 records, messages, fail;
};

struct reports {
	struct report_sum *sum;		/* the last is the report we are in */
	size_t		 n, room;
};

int	reports_block(void *reports, struct block);	/* into all zeros at first */
void	reports_close(struct reports *);
