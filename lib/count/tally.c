#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "tally.h"

static const struct {
	enum bound	 bound;
	size_t		 at;		/* of the id, in struct row */
} panels[PANEL_MAX] = {
	[PANEL_IP]	= { BOUND_IP, offsetof(struct row, ip) },
	[PANEL_DOMAIN]	= { BOUND_DOMAIN, offsetof(struct row, domain) },
	[PANEL_ORG]	= { BOUND_ORG, offsetof(struct row, org) },
	[PANEL_FROM]	= { BOUND_NAME, offsetof(struct row, from) },
};

static int
count_row(struct tally *t, const struct row *r)
{
	uint64_t n = row_count(r);
	int p, rv = 0;

	t->records++;
	t->reports += !t->counted;
	t->counted = 1;
	cells_sum(&t->outcomes[r->outcome], n);
	cells_sum(&t->days[r->day][!OUTCOME_PASS(r->outcome)], n);
	t->first = r->day < t->first ? r->day : t->first;
	t->last = r->day > t->last ? r->day : t->last;
	for (p = 0; p < PANEL_MAX; p++)
		rv |= cells_add(&t->cells[p],
		    *(const uint32_t *)((const char *)r + panels[p].at), r);
	return rv;
}

void
tally_open(struct tally *t, const struct bounds *bounds)
{
	int p;

	*t = (struct tally){ .first = TALLY_DAYS, .last = -1 };
	if (bounds == NULL)
		return;
	for (p = 0; p < PANEL_MAX; p++)
		t->cells[p].max = bounds->max[panels[p].bound];
	if ((t->days = calloc(TALLY_DAYS, sizeof *t->days)) == NULL)	/* most stay untouched */
		abort();
}

int
tally_block(void *tally, struct block b)
{
	struct tally *t = tally;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if (b.rows[i].flags & ROW_FIRST)
			t->counted = 0;
		if (!block_match(&b, i))
			continue;
		if (t->days != NULL)
			b.damaged |= count_row(t, &b.rows[i]);
		else
			cells_sum(&t->outcomes[b.rows[i].outcome], row_count(&b.rows[i]));
	}
	return b.damaged;
}

void
tally_close(struct tally *t)
{
	int p;

	free(t->days);
	for (p = 0; p < PANEL_MAX; p++)
		free(t->cells[p].cell);
}
