#pragma once

#include "segment.h"

/* Sums per word of a dictionary: cells indexed by its id, made as they are needed. */
struct cell {
	uint64_t	 messages, fail;
	uint32_t	 records;	/* 0: nothing fell into it */
	uint32_t	 last;		/* day */
};

struct cells {
	struct cell	*cell;
	size_t		 n;
	uint32_t	 max;		/* the largest id there is */
	int64_t		 limit;		/* of CELLS_OVER: hundredths of a percent */
};

#define CELLS_MAX_SUM	((UINT64_C(1) << 53) - 1)	/* what JSON can carry */

int	cells_grow(struct cells *, size_t id);	/* -1: there is no such id */

static inline void
cells_sum(uint64_t *sum, uint64_t n)
{
	*sum = *sum + n > CELLS_MAX_SUM ? CELLS_MAX_SUM : *sum + n;
}

/* A row that counts for id; -1 when there is no such id. */
static inline int
cells_add(struct cells *c, size_t id, const struct row *r)
{
	uint64_t n = row_count(r);
	struct cell *cell;

	if (id >= c->n && cells_grow(c, id) == -1)
		return -1;
	cell = &c->cell[id];
	cells_sum(&cell->messages, n);
	if (!OUTCOME_PASS(r->outcome))
		cells_sum(&cell->fail, n);
	cell->records++;
	cell->last = r->day > cell->last ? r->day : cell->last;
	return 0;
}

/*
 * The order of the words that ids stand for, which the cells do not know: sort()
 * puts those that come first (desc: last) in front, in their order, as far as keep;
 * or -1.
 */
struct word_order {
	int	(*sort)(void *, uint32_t *ids, size_t n, size_t keep, int desc);
	void	*arg;
};

/*
 * The ids of cells in use, in the order asked for, ties by their words; malloc'd,
 * the caller frees.  Only those from..to are where they belong.  NULL: the words
 * failed.  CELLS_OVER: the failed messages that are more than the limit's share of
 * all.
 */
enum cells_order { CELLS_MESSAGES, CELLS_FAIL, CELLS_OVER, CELLS_RATE, CELLS_LAST, CELLS_KEY };

struct cells_page {
	enum cells_order order;
	int		 desc;
	size_t		 from, to;
};

uint32_t *cells_sorted(const struct cells *, const struct cells_page *, const struct word_order *,
	    size_t *n);

/* The first max of them, as with cells_sorted descending: how many, or -1. */
int	cells_top(const struct cells *, enum cells_order, const struct word_order *, uint32_t *ids,
	    int max);
size_t	cells_used(const struct cells *, size_t *failing);
