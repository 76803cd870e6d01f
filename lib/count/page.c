#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "store_aggregate.h"

/*
 * page(segment..., sort, desc, limit, ranks, back, k, count, id): the ids of
 * one page of records, in order, and the sum of all that pass.  k, count, id:
 * the place to go on from, or NULL; back: towards the beginning.
 *
 * reports(segment...): for each report with a record that passes, the id of its
 * first record, and the sums of those that pass.
 */
#define PAGE_MAX	100
#define NO_RANK		UINT64_MAX	/* there is no such word */

enum { ARG_SORT = ARG_OWN, ARG_DESC, ARG_LIMIT, ARG_RANKS, ARG_BACK, ARG_K, ARG_COUNT, ARG_ID };

struct place {				/* of a record, in the order asked for */
	uint64_t	 key, count;
	int64_t		 id;
};

struct page {
	uint64_t	 records, messages;
	uint64_t	(*key)(const struct row *, const uint32_t *ranks, size_t nranks);
	int		 desc, back, from_here;
	size_t		 limit, n;
	struct place	 here, places[PAGE_MAX + 1];
};

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

static int
page_open(struct page *p, sqlite3_value **argv)
{
	const char *sort = (const char *)sqlite3_value_text(argv[ARG_SORT]);
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (sort != NULL && strcmp(keys[i].name, sort) == 0)
			p->key = keys[i].key;
	p->desc = sqlite3_value_int(argv[ARG_DESC]);
	p->limit = sqlite3_value_int(argv[ARG_LIMIT]);
	p->back = sqlite3_value_int(argv[ARG_BACK]);
	p->from_here = sqlite3_value_type(argv[ARG_ID]) != SQLITE_NULL;
	p->here = (struct place){ sqlite3_value_int64(argv[ARG_K]),
	    sqlite3_value_int64(argv[ARG_COUNT]), sqlite3_value_int64(argv[ARG_ID]) };
	return p->key != NULL && p->limit <= PAGE_MAX ? 0 : -1;
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

static void
page_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct page *p = aggregate_memory(ctx, sizeof *p);
	const uint32_t *ranks = sqlite3_value_blob(argv[ARG_RANKS]);
	size_t i, nranks = sqlite3_value_bytes(argv[ARG_RANKS]) / sizeof *ranks;
	struct place x;
	struct block b;

	(void)argc;
	if (ranks == NULL && nranks > 0) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (p == NULL || block_args(ctx, argv, &b) == -1)
		return;
	if (p->key == NULL && page_open(p, argv) == -1) {
		sqlite3_result_error(ctx, "page: cannot sort so", -1);
		return;
	}
	for (i = 0; i < b.n; i++) {
		const struct row *r = &b.rows[i];

		if (!block_match(&b, i))
			continue;
		p->records++;
		cells_sum(&p->messages, row_count(r));
		x = (struct place){ p->key(r, ranks, nranks), row_count(r), b.first + i };
		b.damaged |= x.key == NO_RANK;
		page_add(p, &x);
	}
	block_end(ctx, &b);
}

static void
put_cursor(sqlite3_str *s, const char *name, const struct place *x)
{
	if (x == NULL)
		sqlite3_str_appendf(s, ",\"%s\":null", name);
	else
		sqlite3_str_appendf(s, ",\"%s\":\"%llu.%llu.%lld\"", name, x->key, x->count, x->id);
}

static void
page_final(sqlite3_context *ctx)
{
	struct page *p = aggregate_memory(ctx, sizeof *p);
	const struct place *head, *tail;
	sqlite3_str *s;
	size_t i;
	int more;

	if (p == NULL)
		return;
	s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	more = p->n > p->limit;
	p->n -= more;
	head = p->n == 0 ? NULL : &p->places[p->back ? p->n - 1 : 0];
	tail = p->n == 0 ? NULL : &p->places[p->back ? 0 : p->n - 1];
	sqlite3_str_appendf(s, "{\"records\":%llu,\"messages\":%llu", p->records, p->messages);
	put_cursor(s, "next", p->back || more ? tail : NULL);
	put_cursor(s, "prev", p->back ? (more ? head : NULL) : p->from_here ? head : NULL);
	sqlite3_str_appendall(s, ",\"ids\":[");
	for (i = 0; i < p->n; i++)
		sqlite3_str_appendf(s, "%s%lld", i > 0 ? "," : "",
		    p->places[p->back ? p->n - 1 - i : i].id);
	sqlite3_str_appendall(s, "]}");
	store_result(ctx, s);
}

struct reports {
	sqlite3_str	*out;
	int64_t		 first;		/* record of the report we are in */
	uint64_t	 records, messages, fail;
};

static void
put_report(struct reports *r)
{
	if (r->records == 0)
		return;
	sqlite3_str_appendf(r->out, "%s[%lld,%llu,%llu,%llu]",
	    sqlite3_str_length(r->out) > 1 ? "," : "", r->first, r->records, r->messages, r->fail);
	r->records = r->messages = r->fail = 0;
}

static void
reports_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct reports *r = aggregate_memory(ctx, sizeof *r);
	struct block b;
	size_t i;

	(void)argc;
	if (r == NULL || block_args(ctx, argv, &b) == -1)
		return;
	if (r->out == NULL) {
		r->out = sqlite3_str_new(sqlite3_context_db_handle(ctx));
		sqlite3_str_appendchar(r->out, 1, '[');
	}
	for (i = 0; i < b.n; i++) {
		if (b.rows[i].flags & ROW_FIRST) {
			put_report(r);
			r->first = b.first + i;
		}
		if (!block_match(&b, i))
			continue;
		r->records++;
		cells_sum(&r->messages, row_count(&b.rows[i]));
		if (!OUTCOME_PASS(b.rows[i].outcome))
			cells_sum(&r->fail, row_count(&b.rows[i]));
	}
	block_end(ctx, &b);
}

static void
reports_final(sqlite3_context *ctx)
{
	struct reports *r = sqlite3_aggregate_context(ctx, 0);

	if (r == NULL || r->out == NULL) {
		sqlite3_result_text(ctx, "[]", -1, SQLITE_STATIC);
		return;
	}
	put_report(r);
	sqlite3_str_appendchar(r->out, 1, ']');
	store_result(ctx, r->out);
}

const struct aggregate aggregate_page[] = {
	{ "page", -1, page_step, page_final },
	{ "reports", -1, reports_step, reports_final },
	{ NULL, 0, NULL, NULL }
};
