#pragma once

#include "segment.h"
#include "store_db.h"

/* The identities of records that are gone through one by one. */
struct whose {
	struct store	*store;
	int64_t		 segment;	/* whose rows are there; -1: none */
	uint32_t	 rows[SEGMENT_ROWS];
};

/* Of a record; 0: none is told. */
int	whose_of(struct whose *, int64_t record, uint32_t *identity);
