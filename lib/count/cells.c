#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"

int
cells_grow(struct cells *c, size_t id)
{
	size_t n = c->n < 256 ? 256 : c->n;

	if (id > c->max)
		return -1;
	while (n <= id)
		n *= 2;
	c->cell = xrealloc(c->cell, n * sizeof *c->cell);
	memset(c->cell + c->n, 0, (n - c->n) * sizeof *c->cell);
	c->n = n;
	return 0;
}

static double
over(const struct cells *c, const struct cell *x)
{
	double n = x->fail * 10000.0 - (double)x->messages * c->limit;

	return n > 0 ? n : 0;
}

/* More of what is asked for comes first; then more messages; then the older word. */
static int
before(const struct cells *c, enum cells_order order, uint32_t a, uint32_t b)
{
	const struct cell *x = &c->cell[a], *y = &c->cell[b];
	double rx, ry;

	switch (order) {
	case CELLS_OVER:
		rx = over(c, x);
		ry = over(c, y);
		if (rx != ry)
			return rx > ry;
		if (x->fail != y->fail)
			return x->fail > y->fail;
		break;
	case CELLS_RATE:
		rx = x->messages != 0 ? (double)x->fail / x->messages : 0;
		ry = y->messages != 0 ? (double)y->fail / y->messages : 0;
		if (rx != ry)
			return rx > ry;
		break;
	case CELLS_LAST:
		if (x->last != y->last)
			return x->last > y->last;
		break;
	case CELLS_FAIL:
		if (x->fail != y->fail)
			return x->fail > y->fail;
		break;
	case CELLS_MESSAGES:
		break;
	}
	if (x->messages != y->messages)
		return x->messages > y->messages;
	return a < b;
}

struct sorting {
	const struct cells *cells;
	enum cells_order order;
	int		 desc;
};

static int
compare(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (x == y)
		return 0;
	return before(s->cells, s->order, x, y) == s->desc ? -1 : 1;
}

uint32_t *
cells_sorted(const struct cells *c, enum cells_order order, int desc, size_t *n)
{
	uint32_t *ids = xrealloc(NULL, (c->n + 1) * sizeof *ids);
	size_t id;

	*n = 0;
	for (id = 0; id < c->n; id++)
		if (c->cell[id].records != 0)
			ids[(*n)++] = id;
	qsort_r(ids, *n, sizeof *ids, compare, &(struct sorting){ c, order, desc });
	return ids;
}

size_t
cells_top(const struct cells *c, enum cells_order order, uint32_t *ids, size_t max)
{
	size_t n = 0, i, id;

	for (id = 0; id < c->n; id++) {
		if (c->cell[id].records == 0 || (order == CELLS_FAIL && c->cell[id].fail == 0))
			continue;
		if (n == max && before(c, order, ids[n - 1], id))
			continue;
		for (i = n == max ? n - 1 : n++; i > 0 && before(c, order, id, ids[i - 1]); i--)
			ids[i] = ids[i - 1];
		ids[i] = id;
	}
	return n;
}

size_t
cells_used(const struct cells *c, size_t *failing)
{
	size_t id, n = 0;

	*failing = 0;
	for (id = 0; id < c->n; id++) {
		n += c->cell[id].records != 0;
		*failing += c->cell[id].fail != 0;
	}
	return n;
}
