#include <stdlib.h>

#include "arena.h"
#include "cells.h"
#include "store_aggregate.h"

/* tally(segment...): everything the dashboard counts, in one pass. */
#define DAYS	65536
#define TOP	10

enum panel { PANEL_IP, PANEL_DOMAIN, PANEL_ORG, PANEL_FROM, PANEL_MAX };

static const struct {
	const char	*name;
	enum bound	 bound;
	size_t		 at;		/* of the id, in struct row */
} panels[PANEL_MAX] = {
	[PANEL_IP]	= { "ip", BOUND_IP, offsetof(struct row, ip) },
	[PANEL_DOMAIN]	= { "domain", BOUND_DOMAIN, offsetof(struct row, domain) },
	[PANEL_ORG]	= { "org", BOUND_ORG, offsetof(struct row, org) },
	[PANEL_FROM]	= { "from", BOUND_NAME, offsetof(struct row, from) },
};

struct tally {
	uint64_t	 records, reports;
	uint64_t	 outcomes[OUTCOME_MAX];
	int		 counted;	/* the current report is among them */
	int		 first, last;	/* days */
	uint64_t	(*days)[2];	/* passed, failed */
	struct cells	 cells[PANEL_MAX];
};

static int
count_row(struct tally *t, const struct row *r)
{
	uint64_t n = row_count(r);
	int p, rv = 0;

	t->records++;
	t->reports += !t->counted;
	t->counted = 1;
	cells_sum(&t->outcomes[r->outcome], n);
	cells_sum(&t->days[r->day][!OUTCOME_PASS(r->outcome)], n);
	t->first = r->day < t->first ? r->day : t->first;
	t->last = r->day > t->last ? r->day : t->last;
	for (p = 0; p < PANEL_MAX; p++)
		rv |= cells_add(&t->cells[p],
		    *(const uint32_t *)((const char *)r + panels[p].at), r);
	return rv;
}

static int
tally_open(struct tally *t, sqlite3_context *ctx)
{
	struct bounds bounds;
	int p;

	if (bounds_read(ctx, &bounds) == -1)
		return -1;
	for (p = 0; p < PANEL_MAX; p++)
		t->cells[p].max = bounds.max[panels[p].bound];
	if ((t->days = calloc(DAYS, sizeof *t->days)) == NULL)
		abort();
	t->first = DAYS;
	return 0;
}

static void
tally_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct tally *t = aggregate_memory(ctx, sizeof *t);
	struct block b;
	size_t i;

	(void)argc;
	if (t == NULL || block_args(ctx, argv, &b) == -1 ||
	    (t->days == NULL && tally_open(t, ctx) == -1))
		return;
	for (i = 0; i < b.n; i++) {
		if (b.rows[i].flags & ROW_FIRST)
			t->counted = 0;
		if (block_match(&b, i))
			b.damaged |= count_row(t, &b.rows[i]);
	}
	block_end(ctx, &b);
}

static void
put_top(sqlite3_str *s, const char *name, const struct cells *c, enum cells_order order)
{
	uint32_t ids[TOP];
	size_t i, n = cells_top(c, order, ids, TOP);

	sqlite3_str_appendf(s, ",\"%s\":[", name);
	for (i = 0; i < n; i++)
		sqlite3_str_appendf(s, "%s[%u,%llu,%llu]", i > 0 ? "," : "", ids[i],
		    c->cell[ids[i]].messages, c->cell[ids[i]].fail);
	sqlite3_str_appendchar(s, 1, ']');
}

static void
put_panel(sqlite3_str *s, const char *name, const struct cells *c)
{
	size_t failing, n = cells_used(c, &failing);

	sqlite3_str_appendf(s, ",\"%s\":{\"n\":%llu,\"failing\":%llu", name,
	    (sqlite3_uint64)n, (sqlite3_uint64)failing);
	put_top(s, "top", c, CELLS_MESSAGES);
	put_top(s, "fail", c, CELLS_FAIL);
	sqlite3_str_appendchar(s, 1, '}');
}

static void
put_ids(sqlite3_str *s, const char *name, const struct cells *c)
{
	const char *comma = "";
	size_t id;

	sqlite3_str_appendf(s, ",\"%s\":[", name);
	for (id = 0; id < c->n; id++)
		if (c->cell[id].records != 0) {
			sqlite3_str_appendf(s, "%s%llu", comma, (sqlite3_uint64)id);
			comma = ",";
		}
	sqlite3_str_appendchar(s, 1, ']');
}

static void
put_tally(sqlite3_str *s, const struct tally *t)
{
	const char *comma = "";
	int i;

	sqlite3_str_appendf(s, "{\"records\":%llu,\"reports\":%llu,\"outcomes\":[", t->records,
	    t->reports);
	for (i = 0; i < OUTCOME_MAX; i++)
		sqlite3_str_appendf(s, "%s%llu", i > 0 ? "," : "", t->outcomes[i]);
	sqlite3_str_appendall(s, "],\"days\":[");
	for (i = t->first; t->days != NULL && i <= t->last; i++)
		if (t->days[i][0] != 0 || t->days[i][1] != 0) {
			sqlite3_str_appendf(s, "%s[%d,%llu,%llu]", comma, i, t->days[i][0],
			    t->days[i][1]);
			comma = ",";
		}
	sqlite3_str_appendchar(s, 1, ']');
	for (i = 0; i < PANEL_MAX; i++)
		put_panel(s, panels[i].name, &t->cells[i]);
	put_ids(s, "domains", &t->cells[PANEL_DOMAIN]);
	sqlite3_str_appendchar(s, 1, '}');
}

static void
tally_final(sqlite3_context *ctx)
{
	struct tally *t = aggregate_memory(ctx, sizeof *t);
	sqlite3_str *s;
	int i;

	if (t == NULL)
		return;
	s = sqlite3_str_new(sqlite3_context_db_handle(ctx));
	put_tally(s, t);
	store_result(ctx, s);
	free(t->days);
	for (i = 0; i < PANEL_MAX; i++)
		free(t->cells[i].cell);
}

const struct aggregate aggregate_tally[] = {
	{ "tally", -1, tally_step, tally_final },
	{ NULL, 0, NULL, NULL }
};
