#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_aggregate.h"
#include "store_cells.h"
#include "store_keyed.h"

/*
 * trend(segment..., by, keys, since, until): of the keys (an idset) the number
 * of failing addresses in from..to, and the sums of each of the WEEKS weeks
 * that end on the day until.
 */
#define WEEKS	12

enum { ARG_BY = ARG_OWN, ARG_KEYS, ARG_SINCE, ARG_UNTIL };

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
	keyed_close(&t->keyed);
}

const struct aggregate aggregate_trend[] = {
	{ "trend", -1, trend_step, trend_final },
	{ NULL, 0, NULL, NULL }
};
