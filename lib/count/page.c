#include <string.h>

#include "cells.h"
#include "page.h"

#define NO_RANK		UINT64_MAX	/* there is no such word */

static uint64_t
rank(uint32_t id, const uint32_t *ranks, size_t n)
{
	return id < n ? ranks[id] : id == 0 ? 0 : NO_RANK;
}

static uint64_t
key_day(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return r->day;
}

static uint64_t
key_messages(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return row_count(r);
}

static uint64_t
key_dmarc(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return OUTCOME_PASS(r->outcome);
}

static uint64_t
key_dkim(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return r->outcome >> 1 & 1;
}

static uint64_t
key_spf(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return r->outcome & 1;
}

static uint64_t
key_disp(const struct row *r, const uint32_t *ranks, size_t n)
{
	(void)ranks, (void)n;
	return r->outcome >> 2;
}

static uint64_t
key_from(const struct row *r, const uint32_t *ranks, size_t n)
{
	return rank(r->from, ranks, n);
}

static uint64_t
key_ip(const struct row *r, const uint32_t *ranks, size_t n)
{
	return rank(r->ip, ranks, n);
}

static uint64_t
key_org(const struct row *r, const uint32_t *ranks, size_t n)
{
	return rank(r->org, ranks, n);
}

static const struct {
	const char	*name;
	uint64_t	(*key)(const struct row *, const uint32_t *, size_t);
} keys[] = {
	{ "day", key_day }, { "messages", key_messages }, { "from", key_from },
	{ "ip", key_ip }, { "dmarc", key_dmarc }, { "dkim", key_dkim },
	{ "spf", key_spf }, { "disp", key_disp }, { "org", key_org },
};

int
page_sort(struct page *p, const char *sort)
{
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, sort) == 0)
			p->key = keys[i].key;
	return p->key != NULL ? 0 : -1;
}

/* Does a come before b?  Ties: more messages first, then the newer. */
static int
before(const struct page *p, const struct place *a, const struct place *b)
{
	if (a->key != b->key)
		return (a->key > b->key) == p->desc;
	if (a->count != b->count)
		return a->count > b->count;
	return a->id > b->id;
}

/* Going back, what comes last is wanted first. */
static int
better(const struct page *p, const struct place *a, const struct place *b)
{
	return p->back ? before(p, b, a) : before(p, a, b);
}

/* Keep the best limit + 1, in order. */
static void
page_add(struct page *p, const struct place *x)
{
	size_t i;

	if (p->from_here && !better(p, &p->here, x))
		return;
	if (p->n == p->limit + 1) {
		if (!better(p, x, &p->places[p->n - 1]))
			return;
		p->n--;
	}
	for (i = p->n++; i > 0 && better(p, x, &p->places[i - 1]); i--)
		p->places[i] = p->places[i - 1];
	p->places[i] = *x;
}

/* Rows are mostly in the order of their days: of the newest wanted, few make room for others. */
int
page_block(void *page, struct block b)
{
	struct page *p = page;
	const int backward = p->desc != p->back;
	struct place x;
	size_t n, i;

	for (n = 0; n < b.n; n++) {
		const struct row *r;

		i = backward ? b.n - 1 - n : n;
		if (!block_match(&b, i))
			continue;
		r = &b.rows[i];
		p->records++;
		cells_sum(&p->messages, row_count(r));
		x = (struct place){ p->key(r, p->ranks, p->nranks), row_count(r), b.first + i };
		b.damaged |= x.key == NO_RANK;
		page_add(p, &x);
	}
	return b.damaged;
}

static size_t
shown(const struct page *p)
{
	return p->n > p->limit ? p->limit : p->n;
}

const struct place *
page_place(const struct page *p, size_t i)
{
	size_t n = shown(p);

	return i >= n ? NULL : &p->places[p->back ? n - 1 - i : i];
}

const struct place *
page_next(const struct page *p)
{
	int more = p->back || p->n > p->limit;

	return more && p->n > 0 ? page_place(p, shown(p) - 1) : NULL;
}

const struct place *
page_prev(const struct page *p)
{
	return (p->back ? p->n > p->limit : p->from_here) ? page_place(p, 0) : NULL;
}
