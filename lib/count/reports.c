#include <stdlib.h>

#include "arena.h"
#include "cells.h"
#include "reports.h"

/* A report none of whose records passed makes room for the next. */
static void
begin(struct reports *r, int64_t first)
{
	if (r->n == 0 || r->sum[r->n - 1].records != 0)
		r->n++;
	if (r->n > r->room) {
		r->room = 2 * r->room + 64;
		r->sum = xrealloc(r->sum, r->room * sizeof *r->sum);
	}
	r->sum[r->n - 1] = (struct report_sum){ .first = first };
}

int
reports_block(void *reports, struct block b)
{
	struct reports *r = reports;
	struct report_sum *s;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if ((b.rows[i].flags & ROW_FIRST) || r->n == 0)
			begin(r, b.first + i);
		if (!block_match(&b, i))
			continue;
		s = &r->sum[r->n - 1];
		s->records++;
		cells_sum(&s->messages, row_count(&b.rows[i]));
		if (!OUTCOME_PASS(b.rows[i].outcome))
			cells_sum(&s->fail, row_count(&b.rows[i]));
	}
	return b.damaged;
}

void
reports_close(struct reports *r)
{
	free(r->sum);
}
