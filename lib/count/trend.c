#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "trend.h"

static int
compare_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = ((const struct trend_line *)b)->id;

	return x < y ? -1 : x > y;
}

static int
compare_line(const void *a, const void *b)
{
	return compare_id(&((const struct trend_line *)a)->id, b);
}

void
trend_open(struct trend *t, struct keyed *keyed, const uint32_t *ids, size_t n, int from)
{
	size_t i;

	*t = (struct trend){ .keyed = keyed, .from = from, .n = n };
	t->lines = xrealloc(NULL, (n + 1) * sizeof *t->lines);
	memset(t->lines, 0, (n + 1) * sizeof *t->lines);
	for (i = 0; i < n; i++)
		t->lines[i].id = ids[i];
	qsort(t->lines, n, sizeof *t->lines, compare_line);
}

struct trend_line *
trend_line(struct trend *t, uint32_t id)
{
	return bsearch(&id, t->lines, t->n, sizeof *t->lines, compare_id);
}

static void
count_source(struct trend_line *l, uint32_t ip)
{
	size_t at = ip >> 3;

	if (at >= l->size) {
		size_t size = at + at / 2 + 64;

		l->ips = xrealloc(l->ips, size);
		memset(l->ips + l->size, 0, size - l->size);
		l->size = size;
	}
	l->sources += (l->ips[at] >> (ip & 7) & 1) == 0;
	l->ips[at] |= 1 << (ip & 7);
}

/* -1: there is no such address. */
static int
add(struct trend *t, struct trend_line *l, const struct row *r)
{
	int ago = (t->until - r->day) / 7, fail = !OUTCOME_PASS(r->outcome);

	if (r->ip > t->keyed->max_ip)
		return -1;
	if (r->day <= t->until && ago < TREND_WEEKS) {
		cells_sum(&l->weeks[TREND_WEEKS - 1 - ago][0], row_count(r));
		if (fail)
			cells_sum(&l->weeks[TREND_WEEKS - 1 - ago][1], row_count(r));
		if (fail && ago < t->run)
			pairs_add(&t->failed, l - t->lines, r->ip, row_count(r));
	}
	if (fail && r->day >= t->from)
		count_source(l, r->ip);
	return 0;
}

void
trend_block(void *trend, struct block *b)
{
	struct trend *t = trend;
	uint32_t keys[ROW_KEYS];
	struct trend_line *l;
	size_t i, k, n;

	for (i = 0; i < b->n; i++) {
		if (!block_match(b, i))
			continue;
		n = keyed_of(t->keyed, b, i, keys);
		for (k = 0; k < n; k++)
			if ((l = trend_line(t, keys[k])) != NULL)
				b->damaged |= add(t, l, &b->rows[i]);
	}
}

void
trend_find_worst(struct trend *t)
{
	const struct pair *p;

	for (p = t->failed.pair; p != NULL && p < t->failed.pair + t->failed.size; p++)
		if (p->sum > t->lines[p->a].worst)
			t->lines[p->a].worst = p->sum;
}

static int
reached(const struct trend *t, const uint64_t week[2])
{
	return week[1] * 10000.0 <= (double)week[0] * (10000 - t->rate);
}

int
trend_run(const struct trend *t, const struct trend_line *l, int *missed)
{
	int w, run = 0;

	*missed = 0;
	for (w = TREND_WEEKS - 1; w >= TREND_WEEKS - t->run; w--)
		*missed |= !reached(t, l->weeks[w]);
	for (w = TREND_WEEKS - 1; w >= 0 && run < t->run && reached(t, l->weeks[w]); w--)
		run += l->weeks[w][0] != 0;
	return run;
}

void
trend_close(struct trend *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->lines[i].ips);
	free(t->lines);
	free(t->failed.pair);
}
