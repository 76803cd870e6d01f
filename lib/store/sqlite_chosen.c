#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "sqlite.h"
#include "sqlite_chosen.h"
#include "sqlite_extent.h"
#include "sqlite_opaque.h"
#include "sqlite_segment.h"

#define WORD_BYTES	8		/* of the database that a word takes, at least */

/* An id that the database is too small for is the mark of a damaged page. */
static int
read_bounds(struct store *st, sqlite3_stmt *q, struct bounds *b)
{
	int64_t most = sqlite3_column_int64(q, BOUND_MAX) / WORD_BYTES, id;
	int i;

	for (i = 0; i < BOUND_MAX; i++) {
		id = sqlite3_column_int64(q, i);
		if (id < 0 || id > most || id > UINT32_MAX)
			return store_damage(st, "a word has an impossible number");
		b->max[i] = id;
	}
	return 0;
}

int
bounds_find(struct store *st, struct bounds *b)
{
	sqlite3_stmt *q = store_prepare(st, &sqlite_bounds, NULL);
	int rv = -1;

	if (q == NULL)
		return -1;
	if (sqlite3_step(q) == SQLITE_ROW)
		rv = read_bounds(st, q, b);
	else
		store_fail(st, "bounds");
	sqlite3_reset(q);
	return rv;
}

static struct idset
keep_set(struct chosen *c, sqlite3_stmt *q)
{
	const void *ids = sqlite3_column_blob(q, 2);
	struct idset set = { NULL, ids != NULL ? sqlite3_column_bytes(q, 2) : 0 };
	unsigned char *bits = arena_alloc(c->mem, set.size + 1);

	if (set.size > 0)
		memcpy(bits, ids, set.size);
	set.bits = bits;
	return set;
}

static int
fill_tests(struct store *st, struct chosen *c, const struct question *asked)
{
	sqlite3_stmt *q;
	int rc;

	if ((q = store_prepare(st, &sqlite_chosen, asked->args)) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		if (scan_add(&c->scan, (const char *)sqlite3_column_text(q, 0),
		    (const char *)sqlite3_column_text(q, 1), keep_set(c, q)) == -1)
			rc = fail(ERR_SYSTEM, "chosen: there is no such column");
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : rc == -1 ? -1 : store_fail(st, "chosen");
}

static int
fill_report(struct store *st, struct chosen *c, const struct question *asked)
{
	struct extent e;

	if (!question_has(asked, "report"))
		return 0;
	c->scan.conflicts = 1;
	c->scan.last = -1;		/* none, unless it is there */
	if (extent_find(st, &sqlite_report_extent, opaque_id(asked, "report"), &e) == -1)
		return -1;
	if (e.id != 0) {
		c->scan.first = e.first;
		c->scan.last = e.last;
	}
	return 0;
}

static void
chosen_free(void *arg)
{
	struct chosen *c = arg;

	if (c->tally != NULL)
		tally_close(c->tally);
	arena_free(c->mem);
	free(c);
}

struct chosen *
chosen_find(struct store *st, struct question *asked)
{
	struct chosen *c = asked->kept;

	if (c != NULL)
		return c;
	c = asked->kept = xrealloc(NULL, sizeof *c);
	asked->free = chosen_free;
	*c = (struct chosen){ .mem = arena_new(), .last = INT64_MAX };
	scan_init(&c->scan, c->mem);
	c->scan.outcomes = question_int(asked, "outcomes", OUTCOME_ALL);
	return bounds_find(st, &c->bounds) == -1 || fill_tests(st, c, asked) == -1 ||
	    fill_report(st, c, asked) == -1 ? NULL : c;
}

/* The segment of a row; -1 when memory ran out. */
static int
read_segment(struct store *st, sqlite3_stmt *q, struct segment *s)
{
	*s = (struct segment){ .id = sqlite3_column_int64(q, 0),
	    .day0 = sqlite3_column_int64(q, 1), .day1 = sqlite3_column_int64(q, 2),
	    .rows = sqlite3_column_blob(q, 3), .size = sqlite3_column_bytes(q, 3) };
	s->rows2 = sqlite3_column_blob(q, 4);
	s->size2 = sqlite3_column_bytes(q, 4);
	s->whose = sqlite3_column_blob(q, 5);
	s->size3 = sqlite3_column_bytes(q, 5);
	if ((s->rows == NULL && s->size > 0) || (s->rows2 == NULL && s->size2 > 0) ||
	    (s->whose == NULL && s->size3 > 0))
		return store_fail(st, "segments");
	return 0;
}

static int
is_blob(sqlite3_stmt *q, int column)
{
	return sqlite3_column_type(q, column) == SQLITE_BLOB;
}

static int
count_segment(struct store *st, sqlite3_stmt *q, const struct chosen *c, int64_t from,
    int64_t to, count_block count, void *arg)
{
	struct segment s;
	struct block b;

	if (!is_blob(q, 3) || ((c->scan.words || c->rows2) && !is_blob(q, 4)))
		return store_damage(st, SEGMENT_DAMAGED);
	if (read_segment(st, q, &s) == -1)
		return -1;
	if (block_open(&b, &s, &c->scan, from, to) == -1)
		return store_damage(st, SEGMENT_DAMAGED);
	return count(arg, b) != 0 ? store_damage(st, SEGMENT_DAMAGED) : 0;
}

int
chosen_scan(struct store *st, struct chosen *c, const char *but, int64_t from, int64_t to,
    count_block count, void *arg)
{
	int rc, rv = 0;
	sqlite3_stmt *q;

	scan_plan(&c->scan, but);
	if ((q = store_prepare(st, &sqlite_segments, ARGS(INT("from", from), INT("to", to),
	    INT("words", c->scan.words || c->rows2),
	    INT("whose", c->scan.whose || c->whose), INT("first", c->first),
	    INT("last", c->last)))) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW && rv == 0)
		rv = count_segment(st, q, c, from, to, count, arg);
	sqlite3_reset(q);
	return rv == 0 && rc != SQLITE_DONE ? store_fail(st, "segments") : rv;
}

int
chosen_count(struct store *st, struct question *asked, count_block count, void *arg)
{
	struct chosen *c = chosen_find(st, asked);

	return c == NULL ? -1 : chosen_scan(st, c, NULL, question_int(asked, "from", 0),
	    question_int(asked, "to", UINT16_MAX), count, arg);
}
