#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "pairs.h"

#define FIRST_SIZE	16384		/* a power of two, as all; untouched pages cost nothing */

/* Where the pair is, or is to be.  The ids are ours: nobody chooses them to collide. */
static struct pair *
find(const struct pairs *p, uint32_t a, uint32_t b)
{
	uint64_t key = ((uint64_t)a << 32 | b) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = key >> 32 & (p->size - 1);

	while (p->pair[at].sum != 0 && (p->pair[at].a != a || p->pair[at].b != b))
		at = (at + 1) & (p->size - 1);
	return &p->pair[at];
}

static void
grow(struct pairs *p)
{
	struct pairs old = *p;
	size_t i;

	p->size = old.size != 0 ? 2 * old.size : FIRST_SIZE;
	if ((p->pair = calloc(p->size, sizeof *p->pair)) == NULL)
		abort();
	for (i = 0; i < old.size; i++)
		if (old.pair[i].sum != 0)
			*find(p, old.pair[i].a, old.pair[i].b) = old.pair[i];
	free(old.pair);
}

void
pairs_add(struct pairs *p, uint32_t a, uint32_t b, uint64_t n)
{
	struct pair *at;

	if (n == 0)
		return;
	if (2 * p->used >= p->size)
		grow(p);
	at = find(p, a, b);
	p->used += at->sum == 0;
	at->a = a;
	at->b = b;
	cells_sum(&at->sum, n);
}

uint64_t
pairs_sum(const struct pairs *p, uint32_t a, uint32_t b)
{
	return p->size != 0 ? find(p, a, b)->sum : 0;
}
