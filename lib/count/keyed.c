#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "keyed.h"
#include "sql.h"
#include "store_aggregate.h"

/* The selectors that stand beside the record: of its third signature and on. */
struct more {
	int64_t		 record;
	uint32_t	 selector;
};

struct selectors {
	uint32_t	*of;		/* by auth id */
	size_t		 n;
	struct more	*more;		/* by record id */
	size_t		 nmore, at;
};

static const struct {
	const char	*name;
	enum bound	 bound;
	size_t		 at;
} columns[] = {
	{ "domain", BOUND_DOMAIN, offsetof(struct row, domain) },
	{ "ip", BOUND_IP, offsetof(struct row, ip) },
	{ "org", BOUND_ORG, offsetof(struct row, org) },
	{ "from", BOUND_NAME, offsetof(struct row, from) },
};

static void
add_selector(struct selectors *s, int64_t auth, int64_t selector)
{
	if (auth >= 0 && (size_t)auth < s->n)
		s->of[auth] = selector;
}

static void
add_more(struct selectors *s, int64_t record, int64_t selector)
{
	if ((s->nmore & (s->nmore + 1)) == 0)
		s->more = xrealloc(s->more, (2 * s->nmore + 2) * sizeof *s->more);
	s->more[s->nmore++] = (struct more){ record, selector };
}

/* Each row's two numbers. */
static int
read_all(sqlite3_context *ctx, const struct sql *sql, struct selectors *s,
    void (*add)(struct selectors *, int64_t, int64_t))
{
	sqlite3_stmt *q = store_prepare(sqlite3_user_data(ctx), sql, NULL);
	int rc;

	if (q == NULL)
		return aggregate_failed(ctx);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		add(s, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : aggregate_failed(ctx);
}

static struct selectors *
selectors_new(size_t n)
{
	struct selectors *s = xrealloc(NULL, sizeof *s);

	*s = (struct selectors){ .of = xrealloc(NULL, n * sizeof *s->of), .n = n };
	memset(s->of, 0, n * sizeof *s->of);
	return s;
}

static int
open_selectors(struct keyed *k, sqlite3_context *ctx)
{
	k->max = k->bounds.max[BOUND_NAME];
	k->selectors = selectors_new((size_t)k->bounds.max[BOUND_AUTH] + 1);
	return read_all(ctx, &sql_selectors, k->selectors, add_selector) == -1 ||
	    read_all(ctx, &sql_selectors_more, k->selectors, add_more) == -1 ? -1 : 0;
}

int
keyed_open(struct keyed *k, sqlite3_context *ctx, sqlite3_value *value)
{
	const char *by = (const char *)sqlite3_value_text(value);
	size_t i;

	if (bounds_read(ctx, &k->bounds) == -1)
		return -1;
	for (i = 0; by != NULL && i < sizeof columns / sizeof *columns; i++)
		if (strcmp(columns[i].name, by) == 0) {
			k->at = columns[i].at;
			k->max = k->bounds.max[columns[i].bound];
			return 0;
		}
	if (by != NULL && strcmp(by, "selector") == 0)
		return open_selectors(k, ctx);
	sqlite3_result_error(ctx, "by what?", -1);
	return -1;
}

static size_t
add_key(uint32_t *keys, size_t n, uint32_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (keys[i] == id)
			return n;
	if (id != 0 && n < ROW_KEYS)
		keys[n++] = id;
	return n;
}

size_t
keyed_selectors(struct keyed *k, struct block *b, size_t i, uint32_t *keys)
{
	static const struct row2 none = { .auth = { UINT32_MAX } };
	const struct row2 *r = b->rows2 != NULL ? &b->rows2[i] : &none;
	struct selectors *s = k->selectors;
	int64_t id = b->first + i;
	size_t n = 0;
	int a;

	for (a = 0; a < 2; a++)
		if (r->auth[a] < s->n)
			n = add_key(keys, n, s->of[r->auth[a]]);
		else
			b->damaged = 1;
	while (s->at < s->nmore && s->more[s->at].record < id)
		s->at++;
	for (; s->at < s->nmore && s->more[s->at].record == id; s->at++)
		n = add_key(keys, n, s->more[s->at].selector);
	return n;
}

void
keyed_close(struct keyed *k)
{
	struct selectors *s = k->selectors;

	if (s == NULL)
		return;
	free(s->of);
	free(s->more);
	free(s);
}
