#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "trend.h"

static int
compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

void
trend_open(struct trend *t, struct keyed *keyed, const uint32_t *ids, size_t n, int from)
{
	size_t i;

	*t = (struct trend){ .keyed = keyed, .from = from, .n = n };
	t->ids = xrealloc(NULL, (n + 1) * sizeof *t->ids);
	t->lines = xrealloc(NULL, (n + 1) * sizeof *t->lines);
	memset(t->lines, 0, (n + 1) * sizeof *t->lines);
	for (i = 0; i < n; i++)
		t->ids[i] = ids[i];
	qsort(t->ids, n, sizeof *t->ids, compare);
}

/* Asked for every row: no bsearch() with its calls. */
static inline struct trend_line *
find_line(struct trend *t, uint32_t id)
{
	const uint32_t *at = t->ids;
	size_t n = t->n, half;

	while (n > 1) {
		half = n / 2;
		at += at[half] <= id ? half : 0;
		n -= half;
	}
	return n == 1 && *at == id ? &t->lines[at - t->ids] : NULL;
}

struct trend_line *
trend_line(struct trend *t, uint32_t id)
{
	return find_line(t, id);
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

int
trend_block(void *trend, struct block b)
{
	struct trend *t = trend;
	uint32_t keys[ROW_KEYS];
	struct trend_line *l;
	size_t i, k, n;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		n = keyed_of(t->keyed, &b, i, keys);
		for (k = 0; k < n; k++)
			if ((l = find_line(t, keys[k])) != NULL)
				b.damaged |= add(t, l, &b.rows[i]);
	}
	return b.damaged;
}

void
trend_find_worst(struct trend *t)
{
	const struct pair *p;

	struct trend_line *l;

	for (p = t->failed.pair; p != NULL && p < t->failed.pair + t->failed.size; p++) {
		if (p->sum == 0)
			continue;
		l = &t->lines[p->a];
		if (p->sum > l->worst) {
			l->worst = p->sum;
			l->worst_ip = p->b;
			l->tied = 0;
		} else if (p->sum == l->worst)
			l->tied = 1;
	}
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
	free(t->ids);
	free(t->lines);
	free(t->failed.pair);
}
