#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "sqlite.h"
#include "sqlite_chosen.h"
#include "sqlite_segment.h"
#include "sqlite_verify.h"

struct verify {
	struct store	*store;
	struct bounds	 bounds;
	int64_t		 seg;		/* what is being gathered; -1 nothing */
	int64_t		 count;		/* segments */
	int		 day0, day1;
	struct row	 rows[SEGMENT_ROWS];
	struct row2	 rows2[SEGMENT_ROWS];
};

static int
same(sqlite3_stmt *q, int column, const void *p, size_t n)
{
	const void *got = sqlite3_column_blob(q, column);

	return got != NULL && (size_t)sqlite3_column_bytes(q, column) == n &&
	    memcmp(got, p, n) == 0;
}

/* 1 when what was gathered is what is kept. */
static int
compare(struct verify *v)
{
	sqlite3_stmt *q;
	int rc, rv;

	if (v->seg == -1)
		return 1;
	v->count++;
	if ((q = store_prepare(v->store, &sqlite_find_segment, ARGS(INT("id", v->seg)))) == NULL)
		return -1;
	rc = sqlite3_step(q);
	rv = rc == SQLITE_ROW && sqlite3_column_int(q, 0) == v->day0 &&
	    sqlite3_column_int(q, 1) == v->day1 && same(q, 2, v->rows, sizeof v->rows) &&
	    same(q, 3, v->rows2, sizeof v->rows2);
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? rv : store_fail(v->store, "segments");
}

static int
has_words(const struct verify *v, const struct row *r)
{
	const uint32_t *max = v->bounds.max;

	return r->domain <= max[BOUND_DOMAIN] && r->org <= max[BOUND_ORG] &&
	    r->ip <= max[BOUND_IP] && r->from <= max[BOUND_NAME];
}

static void
begin(struct verify *v, int64_t seg, int day)
{
	v->seg = seg;
	v->day0 = v->day1 = day;
	memset(v->rows, 0, sizeof v->rows);
	memset(v->rows2, 0, sizeof v->rows2);
}

static int
add_row(struct verify *v, sqlite3_stmt *q)
{
	struct row row;
	struct row2 row2;
	int64_t id = segment_row(q, &row, &row2);
	int rv = 1;

	if (id < 0 || !has_words(v, &row))
		return store_damage(v->store, "a record names what is not there");
	if (id >> SEGMENT_BITS != v->seg) {
		rv = compare(v);
		begin(v, id >> SEGMENT_BITS, row.day);
	}
	v->day0 = row.day < v->day0 ? row.day : v->day0;
	v->day1 = row.day > v->day1 ? row.day : v->day1;
	v->rows[id & (SEGMENT_ROWS - 1)] = row;
	v->rows2[id & (SEGMENT_ROWS - 1)] = row2;
	return rv;
}

/* And there are no others. */
static int
verify_end(struct verify *v)
{
	int64_t kept;
	int rv = compare(v);

	if (rv == 1 && store_query(v->store, &sqlite_count_segments, NULL, store_get_int,
	    &kept) == -1)
		return -1;
	return rv == 1 ? kept == v->count : rv;
}

static int
verify(struct verify *v)
{
	sqlite3_stmt *q;
	int rc, rv = 1;

	if ((q = store_prepare(v->store, &sqlite_segment_rows, ARGS(INT("first", 1),
	    INT("last", INT64_MAX)))) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW && (rv = add_row(v, q)) == 1)
		;
	sqlite3_reset(q);
	if (rv != 1)
		return rv;
	return rc == SQLITE_DONE ? verify_end(v) : store_fail(v->store, "segments");
}

static int
segment_verify(struct store *st)
{
	struct verify *v = xrealloc(NULL, sizeof *v);
	int rv;

	v->store = st;
	v->seg = -1;
	v->count = 0;
	rv = bounds_find(st, &v->bounds) == -1 ? -1 : verify(v);
	free(v);
	return rv;
}

static int
is_sound(void *arg, const char *p, size_t n)
{
	static const char head[] = "*** in database main ***\n";
	size_t skip = n > strlen(head) && memcmp(p, head, strlen(head)) == 0 ? strlen(head) : 0;
	char said[128];

	if (n == 2 && memcmp(p, "ok", 2) == 0)
		return 0;
	snprintf(said, sizeof said, "%.*s", (int)(n - skip), p + skip);
	said[strcspn(said, "\n")] = '\0';
	return store_damage(arg, said);
}

static int
check(struct store *st, int *stale)
{
	static const struct sql quick = { "quick_check", "PRAGMA quick_check(1)" };
	int same;

	if (store_query(st, &quick, NULL, is_sound, st) == -1 ||
	    (same = segment_verify(st)) == -1)
		return -1;
	*stale = !same;
	return same ? 0 : store_damage(st, SEGMENT_DAMAGED);
}

/* All of it at one moment, while others may write. */
int
verify_check(struct store *st, int *stale)
{
	int rv;

	*stale = 0;
	if (store_run(st, "BEGIN") == -1)
		return -1;
	rv = check(st, stale);
	sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	return rv == 0 ? store_mended(st) : -1;
}
