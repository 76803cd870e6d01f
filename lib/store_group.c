#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "sql.h"
#include "store_aggregate.h"
#include "store_cells.h"

/*
 * groups(segment..., by, sort, desc, top, limit): sums per domain, address,
 * reporter, From domain or selector: the first top of them in the order asked
 * for, all when top is 0.  limit: the share of failed messages that sort "over"
 * goes by, in hundredths of a percent.
 *
 * trend(segment..., by, keys, since, until): of the keys (an idset) the number
 * of failing addresses in from..to, and the sums of each of the WEEKS weeks
 * that end on the day until.
 */
#define WEEKS	12

enum { ARG_BY = ARG_OWN, ARG_SORT, ARG_DESC, ARG_TOP, ARG_LIMIT };
enum { ARG_KEYS = ARG_OWN + 1, ARG_SINCE, ARG_UNTIL };

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

#define ROW_KEYS	256		/* selectors of one record */

/* What a row counts for: one id, or a few selectors. */
struct keyed {
	size_t		 at;		/* of the id, in struct row */
	struct selectors *selectors;	/* or these */
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

static void
selectors_free(struct selectors *s)
{
	if (s == NULL)
		return;
	free(s->of);
	free(s->more);
	free(s);
}

static int
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

/* The ids a row counts for, each once. */
static size_t
keyed_of(struct keyed *k, const struct block *b, size_t i, uint32_t *keys)
{
	struct selectors *s = k->selectors;
	int64_t id = b->first + i;
	size_t n = 0;
	int a;

	if (s == NULL) {
		*keys = *(const uint32_t *)((const char *)&b->rows[i] + k->at);
		return 1;
	}
	for (a = 0; b->rows2 != NULL && a < 2; a++)
		if (b->rows2[i].auth[a] < s->n)
			n = add_key(keys, n, s->of[b->rows2[i].auth[a]]);
	while (s->at < s->nmore && s->more[s->at].record < id)
		s->at++;
	for (; s->at < s->nmore && s->more[s->at].record == id; s->at++)
		n = add_key(keys, n, s->more[s->at].selector);
	return n;
}

struct groups {
	int		 open;
	struct keyed	 keyed;
	enum cells_order order;
	int		 desc;
	size_t		 top;
	uint64_t	 messages, fail;	/* of all rows, each once */
	struct cells	 cells;
};

static enum cells_order
order_of(const char *sort)
{
	static const char *const names[] = {
		[CELLS_MESSAGES] = "messages", [CELLS_FAIL] = "fail",
		[CELLS_OVER] = "over", [CELLS_RATE] = "rate", [CELLS_LAST] = "last",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (sort != NULL && strcmp(names[i], sort) == 0)
			return i;
	return CELLS_MESSAGES;
}

static void
groups_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct groups *g = sqlite3_aggregate_context(ctx, sizeof *g);
	struct block b = block_args(argv);
	uint32_t keys[ROW_KEYS];
	size_t i, k, n;

	(void)argc;
	if (!g->open) {
		g->order = order_of((const char *)sqlite3_value_text(argv[ARG_SORT]));
		g->desc = sqlite3_value_int(argv[ARG_DESC]);
		g->top = sqlite3_value_int64(argv[ARG_TOP]);
		g->cells.limit = sqlite3_value_int64(argv[ARG_LIMIT]);
		g->open = keyed_open(&g->keyed, sqlite3_user_data(ctx),
		    (const char *)sqlite3_value_text(argv[ARG_BY])) == 0;
		if (!g->open) {
			sqlite3_result_error(ctx, "groups: by what?", -1);
			return;
		}
	}
	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		cells_sum(&g->messages, row_count(&b.rows[i]));
		if (!OUTCOME_PASS(b.rows[i].outcome))
			cells_sum(&g->fail, row_count(&b.rows[i]));
		n = keyed_of(&g->keyed, &b, i, keys);
		for (k = 0; k < n; k++)
			cells_add(&g->cells, keys[k], &b.rows[i]);
	}
}

static void
groups_final(sqlite3_context *ctx)
{
	struct groups *g = sqlite3_aggregate_context(ctx, sizeof *g);
	sqlite3_str *s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	uint32_t *ids;
	size_t i, n;

	ids = cells_sorted(&g->cells, g->order, g->desc, &n);
	sqlite3_str_appendf(s, "{\"n\":%llu,\"messages\":%llu,\"fail\":%llu,\"rows\":[",
	    (sqlite3_uint64)n, g->messages, g->fail);
	for (i = 0; i < n && (g->top == 0 || i < g->top); i++) {
		const struct cell *c = &g->cells.cell[ids[i]];

		sqlite3_str_appendf(s, "%s[%u,%llu,%llu,%u]", i > 0 ? "," : "", ids[i],
		    c->messages, c->fail, c->last);
	}
	sqlite3_str_appendall(s, "]}");
	aggregate_json(ctx, s);
	free(ids);
	free(g->cells.cell);
	selectors_free(g->keyed.selectors);
}

/* Of one key. */
struct line {
	uint32_t	 id;
	uint64_t	 weeks[WEEKS][2];	/* messages, failed */
	unsigned char	*ips;			/* bit i: address i failed */
	size_t		 size;
	uint64_t	 sources;
};

struct trend {
	int		 open;
	struct keyed	 keyed;
	struct line	*lines;			/* by id, ascending */
	size_t		 n;
};

static void
trend_open(struct trend *t, sqlite3_value **argv)
{
	const struct idset keys = { sqlite3_value_blob(argv[ARG_KEYS]),
	    sqlite3_value_bytes(argv[ARG_KEYS]) };
	size_t id, n = 0;

	for (id = 0; id < keys.size * 8; id++)
		n += idset_has(&keys, id);
	t->lines = xrealloc(NULL, (n + 1) * sizeof *t->lines);
	memset(t->lines, 0, (n + 1) * sizeof *t->lines);
	for (id = 0; id < keys.size * 8; id++)
		if (idset_has(&keys, id))
			t->lines[t->n++].id = id;
	t->open = 1;
}

static int
compare_line(const void *key, const void *line)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct line *)line)->id;

	return a < b ? -1 : a > b;
}

static void
count_source(struct line *l, uint32_t ip)
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

static void
trend_add(struct line *l, const struct row *r, int from, int until)
{
	int week = WEEKS - 1 - (until - r->day) / 7, fail = !OUTCOME_PASS(r->outcome);

	if (r->day <= until && until - r->day < WEEKS * 7) {
		cells_sum(&l->weeks[week][0], row_count(r));
		if (fail)
			cells_sum(&l->weeks[week][1], row_count(r));
	}
	if (fail && r->day >= from)
		count_source(l, r->ip);
}

static void
trend_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct trend *t = sqlite3_aggregate_context(ctx, sizeof *t);
	int since = sqlite3_value_int(argv[ARG_SINCE]), until = sqlite3_value_int(argv[ARG_UNTIL]);
	struct block b = block_args(argv);
	int from = b.from;
	uint32_t keys[ROW_KEYS];
	struct line *l;
	size_t i, k, n;

	(void)argc;
	if (!t->open) {
		trend_open(t, argv);
		keyed_open(&t->keyed, sqlite3_user_data(ctx),
		    (const char *)sqlite3_value_text(argv[ARG_BY]));
	}
	b.from = since < from ? since : from;
	for (i = 0; i < b.n; i++) {
		if (!block_match(&b, i))
			continue;
		n = keyed_of(&t->keyed, &b, i, keys);
		for (k = 0; k < n; k++) {
			l = bsearch(&keys[k], t->lines, t->n, sizeof *l, compare_line);
			if (l != NULL)
				trend_add(l, &b.rows[i], from, until);
		}
	}
}

static void
trend_final(sqlite3_context *ctx)
{
	struct trend *t = sqlite3_aggregate_context(ctx, sizeof *t);
	sqlite3_str *s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	size_t i;
	int w;

	sqlite3_str_appendchar(s, 1, '[');
	for (i = 0; i < t->n; i++) {
		sqlite3_str_appendf(s, "%s[%u,%llu,[", i > 0 ? "," : "", t->lines[i].id,
		    t->lines[i].sources);
		for (w = 0; w < WEEKS; w++)
			sqlite3_str_appendf(s, "%s[%llu,%llu]", w > 0 ? "," : "",
			    t->lines[i].weeks[w][0], t->lines[i].weeks[w][1]);
		sqlite3_str_appendall(s, "]]");
		free(t->lines[i].ips);
	}
	sqlite3_str_appendchar(s, 1, ']');
	aggregate_json(ctx, s);
	free(t->lines);
	selectors_free(t->keyed.selectors);
}

const struct aggregate aggregate_group[] = {
	{ "groups", -1, groups_step, groups_final },
	{ "trend", -1, trend_step, trend_final },
	{ NULL, 0, NULL, NULL }
};
