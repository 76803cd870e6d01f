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
	e->folded = 0;
	e->start = NULL;
}

void
evidences_close(struct evidences *e)
{
	free(e->evidence);
	free(e->slot);
	free(e->sum);
	free(e->start);
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

/* Whether the receiver says that DMARC passes: others cannot make this up for a domain. */
static int
is_failure(const struct evidences *e, uint32_t evidence)
{
	return (e->evidence[evidence].passes & 3) == 0;
}

static uint32_t
address_of(const struct evidences *e, uint32_t evidence, uint32_t ip)
{
	return e->folded && is_failure(e, evidence) ? 0 : ip;
}

static void
add_to(struct evidences *e, const struct evidence_sum *more)
{
	uint32_t ip = address_of(e, more->evidence, more->ip);
	struct evidence_sum *sum = find_sum(e, more->evidence, ip);
	int i;

	e->used += sum->messages == 0;
	sum->evidence = more->evidence;
	sum->ip = ip;
	cells_sum(&sum->messages, more->messages);
	for (i = 0; i < EVIDENCE_DAYS / 64; i++)
		sum->days[i] |= more->days[i];
}

/* Into a table of that size. */
static void
move_sums(struct evidences *e, size_t size)
{
	struct evidence_sum *old = e->sum;
	size_t n = e->nsums, i;

	e->nsums = size;
	e->used = 0;
	e->sum = xrealloc(NULL, e->nsums * sizeof *e->sum);
	memset(e->sum, 0, e->nsums * sizeof *e->sum);
	for (i = 0; i < n; i++)
		if (old[i].messages != 0)
			add_to(e, &old[i]);
	free(old);
}

/* Whatever the order they come in: there are so many in the end, or there are not. */
static void
make_room(struct evidences *e)
{
	if (e->used >= EVIDENCE_SUMS && !e->folded) {
		e->folded = 1;
		move_sums(e, e->nsums);
	}
	if (4 * e->used >= 3 * e->nsums)
		move_sums(e, 2 * e->nsums);
}

static void
add_sum(struct evidences *e, uint32_t evidence, const struct row *r)
{
	uint32_t day = (uint32_t)(r->day - e->first);
	struct evidence_sum one = { .evidence = evidence, .ip = r->ip, .messages = row_count(r) };

	if (one.messages == 0 || r->day < e->first || day >= EVIDENCE_DAYS)
		return;
	one.days[day / 64] = UINT64_C(1) << day % 64;
	add_to(e, &one);
	make_room(e);
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

static struct evidence
evidence_of(struct evidences *e, const struct block *b, size_t i)
{
	const struct row *r = &b->rows[i];
	const struct row2 *r2 = &b->rows2[i];
	int64_t record = b->first + i;

	return (struct evidence){ r->domain, r->from, { r2->auth[0], r2->auth[1], r2->auth[2] },
	    beside(&e->more, record),
	    (r->outcome & 3) | beside(&e->strict, record) << 2,
	    (r2->reason != 0 ? e->excuses[r2->reason] : 0) | beside(&e->reasons, record) };
}

int
evidences_block(void *evidences, struct block b)
{
	struct evidences *e = evidences;
	struct evidence one;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		if (is_bad(e, &b.rows[i], &b.rows2[i]))
			return 1;
		one = evidence_of(e, &b, i);
		add_sum(e, number_of(e, &one), &b.rows[i]);
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

static void
find_starts(struct evidences *e, size_t n)
{
	size_t i;
	uint32_t at = 0;

	e->start = xrealloc(e->start, ((size_t)e->nevidence + 1) * sizeof *e->start);
	for (i = 0; i < n; i++)
		while (at <= e->sum[i].evidence)
			e->start[at++] = i;
	while (at <= e->nevidence)
		e->start[at++] = n;
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
	find_starts(e, *n);
	return e->sum;
}

void
evidences_again(struct evidences *e)
{
	e->more.at = e->reasons.at = e->strict.at = 0;
}

int64_t
evidences_place(struct evidences *e, const struct block *b, size_t i)
{
	struct evidence_sum wanted, *found;
	struct evidence one;
	uint32_t slot;

	if (is_bad(e, &b->rows[i], &b->rows2[i]))
		return -2;
	one = evidence_of(e, b, i);
	if ((slot = *find_slot(e, &one)) == 0)
		return -1;
	wanted.evidence = slot - 1;
	wanted.ip = address_of(e, slot - 1, b->rows[i].ip);
	found = bsearch(&wanted, e->sum + e->start[slot - 1], e->start[slot] - e->start[slot - 1],
	    sizeof *found, by_evidence);
	return found != NULL ? found - e->sum : -1;
}
