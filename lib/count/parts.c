#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "parts.h"
#include "tally.h"

#define FIRST_SIZE	256		/* a power of two */

static void
open_table(struct part_table *t, size_t size)
{
	*t = (struct part_table){ xrealloc(NULL, size * sizeof *t->of), size, 0 };
	memset(t->of, 0, size * sizeof *t->of);
}

void
parts_open(struct parts *p, const struct bounds *bounds)
{
	*p = (struct parts){ .bounds = bounds, .first = TALLY_DAYS, .last = -1 };
	open_table(&p->ips, FIRST_SIZE);
	open_table(&p->orgs, FIRST_SIZE);
	open_table(&p->auths, FIRST_SIZE);
	if ((p->days = calloc(TALLY_DAYS, sizeof *p->days)) == NULL)	/* most stay untouched */
		abort();
}

void
parts_close(struct parts *p)
{
	free(p->ips.of);
	free(p->orgs.of);
	free(p->auths.of);
	free(p->days);
}

static struct part *
find(const struct part_table *t, uint32_t id)
{
	size_t at = id * UINT32_C(0x9e3779b9) & (t->size - 1);

	while (t->of[at].messages != 0 && t->of[at].id != id)
		at = (at + 1) & (t->size - 1);
	return &t->of[at];
}

static void
grow(struct part_table *t)
{
	struct part_table old = *t;
	size_t i;

	open_table(t, 2 * old.size);
	for (i = 0; i < old.size; i++)
		if (old.of[i].messages != 0)
			*find(t, old.of[i].id) = old.of[i];
	t->used = old.used;
	free(old.of);
}

static void
add(struct part_table *t, uint32_t id, const struct row *r, int failed)
{
	uint64_t n = row_count(r);
	struct part *p;

	if (4 * t->used >= 3 * t->size)
		grow(t);
	p = find(t, id);
	if (p->messages == 0) {
		*p = (struct part){ .id = id, .first = r->day, .last = r->day };
		t->used++;
	}
	cells_sum(&p->messages, n);
	cells_sum(&p->failed, failed ? n : 0);
	cells_sum(&p->stopped, r->outcome >> 2 != 0 ? n : 0);
	p->first = r->day < p->first ? r->day : p->first;
	p->last = r->day > p->last ? r->day : p->last;
}

static void
add_row(struct parts *p, const struct row *r, const struct row2 *r2)
{
	int held = r->outcome >> 1 & 1 ? 0 : r->outcome & 1 ? 1 : 2, i;

	add(&p->ips, r->ip, r, held == 2);
	add(&p->orgs, r->org, r, held == 2);
	for (i = 0; i < 3; i++)
		if (r2->auth[i] != 0)
			add(&p->auths, r2->auth[i], r, held == 2);
	cells_sum(&p->days[r->day][held], row_count(r));
	p->first = r->day < p->first ? r->day : p->first;
	p->last = r->day > p->last ? r->day : p->last;
}

static int
is_bad(const struct bounds *b, const struct row *r, const struct row2 *r2)
{
	return r->ip > b->max[BOUND_IP] || r->org > b->max[BOUND_ORG] ||
	    r2->auth[0] > b->max[BOUND_AUTH] || r2->auth[1] > b->max[BOUND_AUTH] ||
	    r2->auth[2] > b->max[BOUND_AUTH];
}

int
parts_block(void *parts, struct block b)
{
	struct parts *p = parts;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i) || row_count(&b.rows[i]) == 0)
			continue;
		if (is_bad(p->bounds, &b.rows[i], &b.rows2[i]))
			return 1;
		add_row(p, &b.rows[i], &b.rows2[i]);
	}
	return b.damaged;
}

static int
by_messages(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

struct part *
parts_sorted(struct part_table *t, size_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < t->size; i++)
		if (t->of[i].messages != 0)
			t->of[(*n)++] = t->of[i];
	qsort(t->of, *n, sizeof *t->of, by_messages);
	return t->of;
}
