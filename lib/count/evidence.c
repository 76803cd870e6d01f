#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cells.h"
#include "evidence.h"

#define FIRST_SIZE	4096		/* a power of two, as all */

void
evidences_open(struct evidences *e)
{
	e->evidence = xrealloc(NULL, FIRST_SIZE * sizeof *e->evidence);
	e->nslots = 2 * FIRST_SIZE;
	e->slot = xrealloc(NULL, e->nslots * sizeof *e->slot);
	memset(e->slot, 0, e->nslots * sizeof *e->slot);
	e->nsums = FIRST_SIZE;
	e->sum = xrealloc(NULL, e->nsums * sizeof *e->sum);
	memset(e->sum, 0, e->nsums * sizeof *e->sum);
	e->nevidence = 0;
	e->used = 0;
}

void
evidences_close(struct evidences *e)
{
	free(e->evidence);
	free(e->slot);
	free(e->sum);
}

static uint64_t
mix(uint64_t x)
{
	x *= UINT64_C(0x9e3779b97f4a7c15);
	return x ^ x >> 32;
}

/* The ids are ours: nobody chooses them to collide. */
static uint64_t
hash_of(const struct evidence *e)
{
	uint64_t w[4];

	_Static_assert(sizeof *e == sizeof w, "all of it is hashed");
	memcpy(w, e, sizeof w);
	return mix(w[0] ^ mix(w[1] ^ mix(w[2] ^ mix(w[3]))));
}

static uint32_t *
find_slot(const struct evidences *e, const struct evidence *one)
{
	size_t at = hash_of(one) & (e->nslots - 1);

	while (e->slot[at] != 0 &&
	    memcmp(&e->evidence[e->slot[at] - 1], one, sizeof *one) != 0)
		at = (at + 1) & (e->nslots - 1);
	return &e->slot[at];
}

static void
grow_evidence(struct evidences *e)
{
	uint32_t i;

	e->nslots *= 2;
	e->evidence = xrealloc(e->evidence, e->nslots / 2 * sizeof *e->evidence);
	free(e->slot);
	e->slot = xrealloc(NULL, e->nslots * sizeof *e->slot);
	memset(e->slot, 0, e->nslots * sizeof *e->slot);
	for (i = 0; i < e->nevidence; i++)
		*find_slot(e, &e->evidence[i]) = i + 1;
}

static uint32_t
number_of(struct evidences *e, const struct evidence *one)
{
	uint32_t *slot = find_slot(e, one);

	if (*slot != 0)
		return *slot - 1;
	if (2 * (size_t)e->nevidence >= e->nslots) {
		grow_evidence(e);
		slot = find_slot(e, one);
	}
	e->evidence[e->nevidence] = *one;
	*slot = ++e->nevidence;
	return *slot - 1;
}

static struct evidence_sum *
find_sum(const struct evidences *e, uint32_t evidence, uint32_t ip)
{
	size_t at = mix((uint64_t)evidence << 32 | ip) & (e->nsums - 1);

	while (e->sum[at].messages != 0 &&
	    (e->sum[at].evidence != evidence || e->sum[at].ip != ip))
		at = (at + 1) & (e->nsums - 1);
	return &e->sum[at];
}

static void
grow_sums(struct evidences *e)
{
	struct evidences old = *e;
	size_t i;

	e->nsums *= 2;
	e->sum = xrealloc(NULL, e->nsums * sizeof *e->sum);
	memset(e->sum, 0, e->nsums * sizeof *e->sum);
	for (i = 0; i < old.nsums; i++)
		if (old.sum[i].messages != 0)
			*find_sum(e, old.sum[i].evidence, old.sum[i].ip) = old.sum[i];
	free(old.sum);
}

static void
add_sum(struct evidences *e, uint32_t evidence, const struct row *r)
{
	uint32_t day = (uint32_t)(r->day - e->first);
	uint64_t n = row_count(r);
	struct evidence_sum *sum;

	if (n == 0 || r->day < e->first || day >= EVIDENCE_DAYS)
		return;
	if (4 * e->used >= 3 * e->nsums)
		grow_sums(e);
	sum = find_sum(e, evidence, r->ip);
	e->used += sum->messages == 0;
	sum->evidence = evidence;
	sum->ip = r->ip;
	cells_sum(&sum->messages, n);
	sum->days[day / 64] |= UINT64_C(1) << day % 64;
}

/* What stands beside the record, if anything does; records come in ascending order. */
static uint32_t
beside(struct evidence_beside *b, int64_t record)
{
	while (b->at < b->n && b->more[b->at].last < record)
		b->at++;
	return b->at < b->n && b->more[b->at].first <= record ? b->more[b->at].value : 0;
}

static int
is_bad(const struct evidences *e, const struct row *r, const struct row2 *r2)
{
	const uint32_t *max = e->bounds->max;

	return r->domain > max[BOUND_DOMAIN] || r->from > max[BOUND_NAME] ||
	    r->ip > max[BOUND_IP] || r2->auth[0] > max[BOUND_AUTH] ||
	    r2->auth[1] > max[BOUND_AUTH] || r2->auth[2] > max[BOUND_AUTH] ||
	    (r2->reason != 0 && r2->reason >= e->nreasons);
}

int
evidences_block(void *evidences, struct block b)
{
	struct evidences *e = evidences;
	struct evidence one;
	const struct row2 *r2;
	const struct row *r;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		r = &b.rows[i];
		r2 = &b.rows2[i];
		if (is_bad(e, r, r2))
			return 1;
		one = (struct evidence){ r->domain, r->from,
		    { r2->auth[0], r2->auth[1], r2->auth[2] },
		    beside(&e->more, b.first + i),
		    (r->outcome & 3) | beside(&e->strict, b.first + i) << 2,
		    (r2->reason != 0 ? e->excuses[r2->reason] : 0) |
		    beside(&e->reasons, b.first + i) };
		add_sum(e, number_of(e, &one), r);
	}
	return b.damaged;
}

static int
by_evidence(const void *a, const void *b)
{
	const struct evidence_sum *x = a, *y = b;

	if (x->evidence != y->evidence)
		return x->evidence < y->evidence ? -1 : 1;
	return x->ip < y->ip ? -1 : x->ip > y->ip;
}

struct evidence_sum *
evidences_sorted(struct evidences *e, size_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < e->nsums; i++)
		if (e->sum[i].messages != 0)
			e->sum[(*n)++] = e->sum[i];
	qsort(e->sum, *n, sizeof *e->sum, by_evidence);
	return e->sum;
}
