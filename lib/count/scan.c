#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "scan.h"
#include "sql.h"

static void
scan_free(void *arg)
{
	struct scan *s = arg;

	arena_free(s->mem);
	free(s);
}

/* The value of an argument that may not be there. */
static int64_t
number(const struct arg *args, const char *name, int64_t otherwise)
{
	for (; args != NULL && args->name != NULL; args++)
		if (args->type == ARG_INT && strcmp(args->name, name) == 0)
			return args->num;
	return otherwise;
}

/* chosen.sql: which set, and its ids. */
static int
fill_sets(struct store *st, struct scan *s, const struct arg *args)
{
	sqlite3_stmt *q;
	int rc;

	if ((q = store_prepare(st, &sql_chosen, args)) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct idset *set = &s->sets[sqlite3_column_int(q, 0)];
		unsigned char *bits;

		const void *ids = sqlite3_column_blob(q, 1);

		set->size = ids != NULL ? sqlite3_column_bytes(q, 1) : 0;
		set->bits = bits = arena_alloc(s->mem, set->size + 1);
		if (set->size > 0)
			memcpy(bits, ids, set->size);
	}
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : store_fail(st, "chosen");
}

static int
fill_report(struct store *st, struct scan *s, const struct arg *args)
{
	int64_t id = number(args, "report", 0);
	sqlite3_stmt *q;
	int rc;

	s->last = INT64_MAX;
	if (id == 0)
		return 0;
	s->conflicts = 1;
	s->last = -1;			/* none, unless it is there */
	if ((q = store_prepare(st, &sql_report_extent, ARGS(INT("id", id)))) == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		s->first = sqlite3_column_int64(q, 1);
		s->last = sqlite3_column_int64(q, 2);
	}
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(st, "report");
}

/* What the rows are to be tested for, in the order of what it costs. */
static void
plan(struct scan *s)
{
	static const size_t at[SET_SELECTOR] = {
		[SET_DOMAIN]	= offsetof(struct row, domain),
		[SET_FROM]	= offsetof(struct row, from),
		[SET_IP]	= offsetof(struct row, ip),
		[SET_ORG]	= offsetof(struct row, org),
		[SET_POLICY]	= offsetof(struct row, domain),
	};
	int set;

	for (set = 0; set < SET_SELECTOR; set++)
		if (s->sets[set].bits != NULL) {
			s->plain[s->nplain].at = at[set];
			s->plain[s->nplain++].set = &s->sets[set];
		}
	s->words = s->sets[SET_SELECTOR].bits != NULL || s->sets[SET_Q_NAME].bits != NULL;
}

int
scan_bind(struct store *st, sqlite3_stmt *q, int param, const char *name, const struct arg *args)
{
	static const struct { const char *name; enum set set; } but[] = {
		{ ":chosen_but_domain", SET_DOMAIN },
		{ ":chosen_but_org", SET_ORG },
	};
	struct scan *s = xrealloc(NULL, sizeof *s);
	size_t i;

	*s = (struct scan){ .mem = arena_new() };
	s->outcomes = number(args, "outcomes", OUTCOME_ALL);
	if (fill_sets(st, s, args) == -1 || fill_report(st, s, args) == -1) {
		scan_free(s);
		return -1;
	}
	for (i = 0; i < sizeof but / sizeof *but; i++)
		if (strcmp(but[i].name, name) == 0)
			s->sets[but[i].set].bits = NULL;
	plan(s);
	return sqlite3_bind_pointer(q, param, s, "scan", scan_free);
}

static int
damaged(sqlite3_context *ctx)
{
	sqlite3_result_error(ctx, SEGMENT_DAMAGED, -1);
	sqlite3_result_error_code(ctx, SQLITE_CORRUPT);
	return -1;
}

/* The rows of a segment, all of them or none: each is as long as the other. */
static int
rows_of(sqlite3_context *ctx, sqlite3_value *v, size_t size, const void **rows)
{
	*rows = sqlite3_value_blob(v);
	if (sqlite3_value_type(v) != SQLITE_BLOB ||
	    (size_t)sqlite3_value_bytes(v) != SEGMENT_ROWS * size)
		return damaged(ctx);
	if (*rows == NULL) {
		sqlite3_result_error_nomem(ctx);
		return -1;
	}
	return 0;
}

int
block_args(sqlite3_context *ctx, sqlite3_value **argv, struct block *b)
{
	int64_t seg = sqlite3_value_int64(argv[ARG_SEG]);
	int64_t day0 = sqlite3_value_int64(argv[ARG_DAY0]);
	int64_t day1 = sqlite3_value_int64(argv[ARG_DAY1]);
	const void *rows, *rows2 = NULL;

	*b = (struct block){ .scan = sqlite3_value_pointer(argv[ARG_CHOSEN], "scan"),
	    .from = sqlite3_value_int(argv[ARG_FROM]), .to = sqlite3_value_int(argv[ARG_TO]),
	    .n = SEGMENT_ROWS };
	if (seg < 0 || seg > INT64_MAX >> SEGMENT_BITS || day0 < 0 || day1 < day0 ||
	    day1 > UINT16_MAX)
		return damaged(ctx);
	if (rows_of(ctx, argv[ARG_ROWS], sizeof(struct row), &rows) == -1)
		return -1;
	if ((b->scan->words || sqlite3_value_type(argv[ARG_ROWS2]) != SQLITE_NULL) &&
	    rows_of(ctx, argv[ARG_ROWS2], sizeof(struct row2), &rows2) == -1)
		return -1;
	b->first = seg << SEGMENT_BITS;
	b->rows = rows;
	b->rows2 = rows2;
	b->day0 = day0;
	b->days = day1 - day0;
	return 0;
}

int
block_end(sqlite3_context *ctx, const struct block *b)
{
	return b->damaged ? damaged(ctx) : 0;
}

static int
match_selector(const struct scan *s, int64_t id, const struct row2 *r)
{
	return idset_has(&s->sets[SET_SELECTOR], r->auth[0]) ||
	    idset_has(&s->sets[SET_SELECTOR], r->auth[1]) ||
	    idset_has(&s->sets[SET_SELECTOR_MORE], id);
}

static int
match_text(const struct scan *s, int64_t id, const struct row *r, const struct row2 *r2)
{
	const struct idset *names = &s->sets[SET_Q_NAME], *auths = &s->sets[SET_Q_AUTH];

	return idset_has(&s->sets[SET_Q_DOMAIN], r->domain) ||
	    idset_has(names, r->from) || idset_has(names, r2->efrom) ||
	    idset_has(names, r2->eto) || idset_has(&s->sets[SET_Q_ORG], r->org) ||
	    idset_has(auths, r2->auth[0]) || idset_has(auths, r2->auth[1]) ||
	    idset_has(auths, r2->auth[2]) || idset_has(&s->sets[SET_Q_REASON], r2->reason) ||
	    idset_has(&s->sets[SET_Q_RECORD], id);
}

int
scan_words(const struct scan *s, int64_t id, const struct row *r, const struct row2 *r2)
{
	if (s->sets[SET_SELECTOR].bits != NULL && !match_selector(s, id, r2))
		return 0;
	return s->sets[SET_Q_NAME].bits == NULL || match_text(s, id, r, r2);
}

void
scan_passes(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const struct scan *s = sqlite3_value_pointer(argv[0], "scan");
	struct row row;
	struct row2 row2;
	int64_t id;

	(void)argc;
	id = segment_row(argv + 1, &row, &row2);
	sqlite3_result_int(ctx, scan_match(s, id, &row, &row2));
}
