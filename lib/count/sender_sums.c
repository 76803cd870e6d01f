#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "sender_sums.h"

void
sender_sums_open(struct sender_sums *s)
{
	s->sum = NULL;
	s->n = 0;
	s->place = xrealloc(NULL, ((size_t)s->max + 1) * sizeof *s->place);
	memset(s->place, 0, ((size_t)s->max + 1) * sizeof *s->place);
	s->ips = s->orgs = (struct pairs){ NULL, 0, 0 };
}

void
sender_sums_close(struct sender_sums *s)
{
	free(s->sum);
	free(s->place);
	free(s->ips.pair);
	free(s->orgs.pair);
}

static struct sender_sum *
sum_of(struct sender_sums *s, uint32_t identity)
{
	uint32_t *place = &s->place[identity];

	if (*place == 0) {
		if ((s->n & (s->n + 1)) == 0)
			s->sum = xrealloc(s->sum, (2 * s->n + 2) * sizeof *s->sum);
		s->sum[s->n] = (struct sender_sum){ .identity = identity, .first = UINT32_MAX };
		*place = (uint32_t)++s->n;
	}
	return &s->sum[*place - 1];
}

/* 1: it was not there before. */
static int
add_new(struct pairs *p, uint32_t place, uint32_t id)
{
	if (pairs_sum(p, place, id) != 0)
		return 0;
	pairs_add(p, place, id, 1);
	return 1;
}

static void
add_row(struct sender_sums *s, const struct row *r, uint32_t identity)
{
	int week = SENDER_WEEKS - 1 - (s->until - r->day) / 7;
	struct sender_sum *sum = sum_of(s, identity);
	uint32_t place = s->place[identity];
	uint64_t n = row_count(r);

	if (r->day <= s->until && week >= 0) {
		cells_sum(&sum->weeks[week][!OUTCOME_PASS(r->outcome)], n);
		if (r->outcome == OUTCOME(0, 0, 0))
			cells_sum(&sum->slipped[week], n);
	}
	if (r->day < s->from)
		return;
	cells_sum(&sum->outcomes[r->outcome], n);
	sum->ips += r->ip != 0 && add_new(&s->ips, place, r->ip);
	sum->orgs += add_new(&s->orgs, place, r->org);
	sum->first = r->day < sum->first ? r->day : sum->first;
	sum->last = r->day > sum->last ? r->day : sum->last;
}

/* Of no identity, or one that is gone: it is nobody's until it is told anew. */
int
sender_sums_block(void *sums, struct block b)
{
	struct sender_sums *s = sums;
	uint32_t identity;
	size_t i;

	for (i = 0; i < b.n; i++)
		if (block_match(&b, i) && (identity = block_whose(&b, i)) != 0 &&
		    identity <= s->max)
			add_row(s, &b.rows[i], identity);
	return b.damaged;
}
