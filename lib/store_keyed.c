#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "sql.h"
#include "store_keyed.h"

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
	size_t		 at;
} columns[] = {
	{ "domain", offsetof(struct row, domain) },
	{ "ip", offsetof(struct row, ip) },
	{ "org", offsetof(struct row, org) },
	{ "from", offsetof(struct row, from) },
};

static void
add_selector(struct selectors *s, uint32_t auth, uint32_t selector)
{
	if (auth >= s->n) {
		size_t n = auth + auth / 2 + 1024;

		s->of = xrealloc(s->of, n * sizeof *s->of);
		memset(s->of + s->n, 0, (n - s->n) * sizeof *s->of);
		s->n = n;
	}
	s->of[auth] = selector;
}

static void
add_more(struct selectors *s, int64_t record, uint32_t selector)
{
	if ((s->nmore & (s->nmore + 1)) == 0)
		s->more = xrealloc(s->more, (2 * s->nmore + 2) * sizeof *s->more);
	s->more[s->nmore++] = (struct more){ record, selector };
}

static struct selectors *
selectors_new(struct store *st)
{
	struct selectors *s = xrealloc(NULL, sizeof *s);
	sqlite3_stmt *q;

	*s = (struct selectors){ NULL, 0, NULL, 0, 0 };
	if ((q = store_prepare(st, &sql_selectors, NULL)) != NULL) {
		while (sqlite3_step(q) == SQLITE_ROW)
			add_selector(s, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
		sqlite3_reset(q);
	}
	if ((q = store_prepare(st, &sql_selectors_more, NULL)) != NULL) {
		while (sqlite3_step(q) == SQLITE_ROW)
			add_more(s, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
		sqlite3_reset(q);
	}
	return s;
}

int
keyed_open(struct keyed *k, struct store *st, const char *by)
{
	size_t i;

	for (i = 0; by != NULL && i < sizeof columns / sizeof *columns; i++)
		if (strcmp(columns[i].name, by) == 0) {
			k->at = columns[i].at;
			return 0;
		}
	if (by == NULL || strcmp(by, "selector") != 0)
		return -1;
	k->selectors = selectors_new(st);
	return 0;
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
keyed_selectors(struct keyed *k, const struct block *b, size_t i, uint32_t *keys)
{
	struct selectors *s = k->selectors;
	int64_t id = b->first + i;
	size_t n = 0;
	int a;

	for (a = 0; b->rows2 != NULL && a < 2; a++)
		if (b->rows2[i].auth[a] < s->n)
			n = add_key(keys, n, s->of[b->rows2[i].auth[a]]);
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
