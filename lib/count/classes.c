#include <stdlib.h>

#include "cells.h"
#include "classes.h"
#include "tally.h"

void
classes_open(struct classes *c)
{
	c->first = TALLY_DAYS;
	c->last = -1;
	if ((c->days = calloc(TALLY_DAYS, sizeof *c->days)) == NULL)	/* most stay untouched */
		abort();
}

void
classes_close(struct classes *c)
{
	free(c->days);
}

int
classes_block(void *classes, struct block b)
{
	struct classes *c = classes;
	const struct row *r;
	uint32_t identity;
	uint64_t n;
	size_t i;
	int of;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		r = &b.rows[i];
		identity = block_whose(&b, i);
		of = identity <= c->max ? c->of[identity] : 0;
		n = row_count(r);
		cells_sum(&c->outcomes[of][r->outcome], n);
		cells_sum(&c->days[r->day][of][!OUTCOME_PASS(r->outcome)], n);
		c->first = r->day < c->first ? r->day : c->first;
		c->last = r->day > c->last ? r->day : c->last;
	}
	return b.damaged;
}
