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

static double
rate(const struct cell *x)
{
	return x->messages != 0 ? (double)x->fail / x->messages : 0;
}

/* Less than 0 if a comes first: more of what is asked for, then more messages.  0: a tie. */
static int
compare(const struct cells *c, enum cells_order order, uint32_t a, uint32_t b)
{
	const struct cell *x = &c->cell[a], *y = &c->cell[b];
	double rx, ry;

	switch (order) {
	case CELLS_OVER:
		rx = over(c, x);
		ry = over(c, y);
		if (rx != ry)
			return rx > ry ? -1 : 1;
		if (x->fail != y->fail)
			return x->fail > y->fail ? -1 : 1;
		break;
	case CELLS_RATE:
		rx = rate(x);
		ry = rate(y);
		if (rx != ry)
			return rx > ry ? -1 : 1;
		break;
	case CELLS_LAST:
		if (x->last != y->last)
			return x->last > y->last ? -1 : 1;
		break;
	case CELLS_FAIL:
		if (x->fail != y->fail)
			return x->fail > y->fail ? -1 : 1;
		break;
	case CELLS_MESSAGES:
		break;
	case CELLS_KEY:
		return 0;
	}
	return x->messages > y->messages ? -1 : x->messages < y->messages;
}

struct sorting {
	const struct cells *cells;
	const struct cells_page *page;
};

static int
compare_ids(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int rv = compare(s->cells, s->page->order, x, y);

	if (rv == 0)
		return x < y ? -1 : x > y;
	return s->page->desc ? rv : -rv;
}

/* Each run of ties that reaches into from..to, by its words. */
static int
settle_ties(const struct cells *c, enum cells_order order, uint32_t *ids, size_t n, size_t from,
    size_t to, const struct word_order *words)
{
	size_t at, end;

	for (at = 0; at < n && at < to; at = end) {
		for (end = at + 1; end < n && compare(c, order, ids[at], ids[end]) == 0; end++)
			;
		if (end > from && end > at + 1 && words->sort(words->arg, &ids[at], end - at,
		    (end < to ? end : to) - at, 0) == -1)
			return -1;
	}
	return 0;
}

static int
sort(const struct cells *c, const struct cells_page *page, const struct word_order *words,
    uint32_t *ids, size_t n)
{
	if (page->order == CELLS_KEY)
		return words->sort(words->arg, ids, n, page->to, page->desc);
	qsort_r(ids, n, sizeof *ids, compare_ids, &(struct sorting){ c, page });
	return settle_ties(c, page->order, ids, n, page->from, page->to, words);
}

uint32_t *
cells_sorted(const struct cells *c, const struct cells_page *page, const struct word_order *words,
    size_t *n)
{
	uint32_t *ids = xrealloc(NULL, (c->n + 1) * sizeof *ids);
	size_t id;

	*n = 0;
	for (id = 0; id < c->n; id++)
		if (c->cell[id].records != 0)
			ids[(*n)++] = id;
	if (sort(c, page, words, ids, *n) == 0)
		return ids;
	free(ids);
	return NULL;
}

static int
is_asked(const struct cell *x, enum cells_order order)
{
	return x->records != 0 && (order != CELLS_FAIL || x->fail != 0);
}

/* Of those that tie with the last of n ids, the ones whose words come first. */
static int
settle_last(const struct cells *c, enum cells_order order, const struct word_order *words,
    uint32_t *ids, size_t n)
{
	uint32_t last = ids[n - 1], *tied = xrealloc(NULL, c->n * sizeof *tied);
	size_t first = n - 1, m = 0, id;
	int rv;

	while (first > 0 && compare(c, order, ids[first - 1], last) == 0)
		first--;
	for (id = 0; id < c->n; id++)
		if (is_asked(&c->cell[id], order) && compare(c, order, id, last) == 0)
			tied[m++] = id;
	rv = words->sort(words->arg, tied, m, n - first, 0);
	memcpy(&ids[first], tied, (n - first) * sizeof *ids);
	free(tied);
	return rv;
}

int
cells_top(const struct cells *c, enum cells_order order, const struct word_order *words,
    uint32_t *ids, int max)
{
	int n = 0, i, rv, tied = 0;
	size_t id;

	for (id = 0; id < c->n; id++) {
		if (!is_asked(&c->cell[id], order))
			continue;
		if (n == max && (rv = compare(c, order, id, ids[n - 1])) >= 0) {
			tied |= rv == 0;
			continue;
		}
		if (n == max)	/* the last is out: does it tie with who is last now? */
			tied = n > 1 && compare(c, order, ids[n - 1], ids[n - 2]) == 0;
		if (n < max)
			n++;
		for (i = n - 1; i > 0 && compare(c, order, id, ids[i - 1]) < 0; i--)
			ids[i] = ids[i - 1];
		ids[i] = id;
	}
	if (tied && settle_last(c, order, words, ids, n) == -1)
		return -1;
	return settle_ties(c, order, ids, n, 0, n, words) == -1 ? -1 : n;
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
