#include <stdlib.h>

#include "arena.h"
#include "cells.h"
#include "test.h"

/* Lists of sums: whatever is asked for, what comes first does so by sums and words alone. */
#define IDS	400

struct words {
	uint32_t	 place[IDS];	/* of each id's word */
	int		 broken;
};

static int
compare_places(const void *a, const void *b, void *arg)
{
	const struct words *w = arg;
	uint32_t x = w->place[*(const uint32_t *)a], y = w->place[*(const uint32_t *)b];

	return x < y ? -1 : x > y;
}

static int
sort_words(void *arg, uint32_t *ids, size_t n, size_t keep, int desc)
{
	const struct words *w = arg;
	size_t i;

	(void)keep;
	if (w->broken)
		return -1;
	qsort_r(ids, n, sizeof *ids, compare_places, arg);
	for (i = 0; desc && i < n / 2; i++) {
		uint32_t id = ids[i];

		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = id;
	}
	return 0;
}

static uint32_t
random_below(uint32_t n)
{
	static uint64_t seed = 1;	/* the same each time */

	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % n;
}

/* A few sums only, so that most tie. */
static void
fill(struct cells *c, struct words *w)
{
	struct row r;
	uint32_t i, j, kept;

	for (i = 0; i < IDS; i++)
		w->place[i] = i;
	for (i = IDS - 1; i > 0; i--) {
		j = random_below(i + 1);
		kept = w->place[i];
		w->place[i] = w->place[j];
		w->place[j] = kept;
	}
	for (i = 0; i < 300; i++) {
		r = (struct row){ .count = { random_below(3) }, .outcome = random_below(2),
		    .day = random_below(3), .flags = ROW_LIVE };
		cells_add(c, random_below(IDS), &r);
	}
}

struct wanted {
	const struct cells *cells;
	const struct words *words;
	enum cells_order order;
	int		 desc;
};

static double
amount(const struct cell *c, enum cells_order order)
{
	switch (order) {
	case CELLS_FAIL:
		return c->fail;
	case CELLS_OVER:
		return c->fail * 10000.0 > c->messages * 500.0 ?
		    c->fail * 10000.0 - c->messages * 500.0 : 0;
	case CELLS_RATE:
		return c->messages > 0 ? (double)c->fail / c->messages : 0;
	case CELLS_LAST:
		return c->last;
	default:
		return 0;
	}
}

/* The rule, said plainly: what is asked for, then failed (over), then messages, then the word. */
static int
compare_wanted(const void *a, const void *b, void *arg)
{
	const struct wanted *w = arg;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct cell *x = &w->cells->cell[i], *y = &w->cells->cell[j];
	int sign = w->desc ? 1 : -1;
	double p = amount(x, w->order), q = amount(y, w->order);

	if (w->order != CELLS_KEY) {
		if (p != q)
			return p > q ? -sign : sign;
		if (w->order == CELLS_OVER && x->fail != y->fail)
			return x->fail > y->fail ? -sign : sign;
		if (x->messages != y->messages)
			return x->messages > y->messages ? -sign : sign;
		sign = 1;
	} else
		sign = w->desc ? -1 : 1;
	return w->words->place[i] < w->words->place[j] ? -sign : sign;
}

static size_t
used(const struct cells *c, uint32_t *ids)
{
	size_t id, n = 0;

	for (id = 0; id < c->n; id++)
		if (c->cell[id].records != 0)
			ids[n++] = id;
	return n;
}

static void
check_page(const struct cells *c, struct words *w, enum cells_order order, int desc, size_t from)
{
	const struct word_order by_word = { sort_words, w };
	const struct cells_page page = { order, desc, from, from + 25 };
	uint32_t want[IDS], *got;
	size_t n, m = used(c, want), i, same = 0;

	qsort_r(want, m, sizeof *want, compare_wanted, &(struct wanted){ c, w, order, desc });
	got = cells_sorted(c, &page, &by_word, &n);
	CHECK(got != NULL && n == m);
	for (i = from; i < from + 25 && i < n; i++)
		same += got[i] == want[i];
	CHECK(same == (from + 25 < n ? 25 : n > from ? n - from : 0));
	free(got);
}

static void
test_pages(void)
{
	struct cells c = { .max = IDS, .limit = 500 };
	struct words w = { .broken = 0 };
	int order, desc;
	size_t from;

	fill(&c, &w);
	for (order = CELLS_MESSAGES; order <= CELLS_KEY; order++)
		for (desc = 0; desc < 2; desc++)
			for (from = 0; from < 225; from += 25)
				check_page(&c, &w, order, desc, from);
	free(c.cell);
}

static void
test_top(void)
{
	static const enum cells_order orders[] = { CELLS_MESSAGES, CELLS_FAIL };
	uint32_t want[IDS], got[10];
	size_t o, m, i, same;
	int round, n;

	for (round = 0; round < 50; round++) {
		struct cells c = { .max = IDS, .limit = 500 };
		struct words w = { .broken = 0 };
		const struct word_order by_word = { sort_words, &w };

		fill(&c, &w);
		for (o = 0; o < 2; o++) {
			m = used(&c, want);
			qsort_r(want, m, sizeof *want, compare_wanted,
			    &(struct wanted){ &c, &w, orders[o], 1 });
			n = cells_top(&c, orders[o], &by_word, got, 10);
			for (i = 0, same = 0; i < 10; i++)
				same += got[i] == want[i];
			CHECK(n == 10 && same == 10);
		}
		free(c.cell);
	}
}

static void
test_broken(void)
{
	struct cells c = { .max = IDS };
	struct words w = { .broken = 0 };
	const struct word_order by_word = { sort_words, &w };
	const struct cells_page page = { CELLS_MESSAGES, 1, 0, 25 };
	uint32_t got[10];
	size_t n;

	fill(&c, &w);
	w.broken = 1;
	CHECK(cells_sorted(&c, &page, &by_word, &n) == NULL);
	CHECK(cells_top(&c, CELLS_MESSAGES, &by_word, got, 10) == -1);
	free(c.cell);
}

TEST_MAIN(test_pages, test_top, test_broken)
