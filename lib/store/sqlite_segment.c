#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "sqlite.h"
#include "sqlite_segment.h"

struct run {				/* rows of one segment, side by side */
	int64_t		 first;		/* record id */
	size_t		 n;
	int		 day0, day1;
	struct row	 rows[SEGMENT_ROWS];
	struct row2	 rows2[SEGMENT_ROWS];
};

static int
write_blob(struct store *st, const char *table, int64_t seg, const void *p, size_t n, size_t at)
{
	sqlite3_blob *b = NULL;
	int rc;

	if ((rc = sqlite3_blob_open(st->db, "main", table, "rows", seg, 1, &b)) == SQLITE_OK)
		rc = sqlite3_blob_write(b, p, n, at);
	if (rc != SQLITE_OK)
		store_fail(st, table);
	sqlite3_blob_close(b);
	return rc == SQLITE_OK ? 0 : -1;
}

static int
flush(struct store *st, struct run *run)
{
	int64_t seg = run->first >> SEGMENT_BITS, found = 0;
	size_t at = run->first & (SEGMENT_ROWS - 1);
	const struct arg *zone = ARGS(INT("id", seg), INT("day0", run->day0),
	    INT("day1", run->day1), INT("size", sizeof run->rows));

	if (run->n == 0)
		return 0;
	if (store_query(st, &sqlite_find_seg, zone, store_get_int, &found) == -1)
		return -1;
	if (found ? store_exec(st, &sqlite_widen_seg, zone) == -1 :
	    store_exec(st, &sqlite_add_seg, zone) == -1 ||
	    store_exec(st, &sqlite_add_seg2, ARGS(INT("id", seg),
	    INT("size", sizeof run->rows2))) == -1)
		return -1;
	if (write_blob(st, "seg", seg, run->rows, run->n * sizeof *run->rows,
	    at * sizeof *run->rows) == -1 ||
	    write_blob(st, "seg2", seg, run->rows2, run->n * sizeof *run->rows2,
	    at * sizeof *run->rows2) == -1)
		return -1;
	run->n = 0;
	return 0;
}

int64_t
segment_row(sqlite3_stmt *q, struct row *r, struct row2 *r2)
{
	int64_t count = sqlite3_column_int64(q, 8);
	int i;

	*r = (struct row){
		.count = { count, count >> 32 },
		.domain = sqlite3_column_int64(q, 5),
		.org = sqlite3_column_int64(q, 6),
		.ip = sqlite3_column_int64(q, 7),
		.from = sqlite3_column_int64(q, 9),
		.day = sqlite3_column_int(q, 1),
		.outcome = sqlite3_column_int(q, 2),
		.flags = ROW_LIVE | (sqlite3_column_int(q, 3) ? ROW_FIRST : 0) |
		    (sqlite3_column_int(q, 4) ? ROW_CONFLICT : 0),
	};
	*r2 = (struct row2){ .efrom = sqlite3_column_int64(q, 10),
	    .eto = sqlite3_column_int64(q, 11), .reason = sqlite3_column_int64(q, 15) };
	for (i = 0; i < 3; i++)
		r2->auth[i] = sqlite3_column_int64(q, 12 + i);
	return sqlite3_column_int64(q, 0);
}

static int
add_row(struct store *st, struct run *run, sqlite3_stmt *q)
{
	struct row row;
	struct row2 row2;
	int64_t id = segment_row(q, &row, &row2);

	if (run->n > 0 && (id != run->first + (int64_t)run->n ||
	    id >> SEGMENT_BITS != run->first >> SEGMENT_BITS))
		if (flush(st, run) == -1)
			return -1;
	if (run->n == 0) {
		run->first = id;
		run->day0 = run->day1 = row.day;
	}
	run->day0 = row.day < run->day0 ? row.day : run->day0;
	run->day1 = row.day > run->day1 ? row.day : run->day1;
	run->rows[run->n] = row;
	run->rows2[run->n++] = row2;
	return 0;
}

int
segment_write(struct store *st, int64_t first, int64_t last)
{
	struct run *run = xrealloc(NULL, sizeof *run);
	sqlite3_stmt *q;
	int rc, rv = -1;

	run->n = 0;
	if ((q = store_prepare(st, &sqlite_segment_rows, ARGS(INT("first", first),
	    INT("last", last)))) == NULL)
		goto out;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		if (add_row(st, run, q) == -1)
			goto out;
	rv = rc == SQLITE_DONE ? flush(st, run) : store_fail(st, "segments");
out:
	if (q != NULL)
		sqlite3_reset(q);
	free(run);
	return rv;
}

int
segment_renew(struct store *st, int64_t first, int64_t last)
{
	const struct arg *which = ARGS(INT("first", first >> SEGMENT_BITS),
	    INT("last", last >> SEGMENT_BITS));

	if (store_exec(st, &sqlite_clear_seg, which) == -1 ||
	    store_exec(st, &sqlite_clear_seg2, which) == -1)
		return -1;
	return segment_write(st, first & -SEGMENT_ROWS, last | (SEGMENT_ROWS - 1));
}

int
segment_rebuild(struct store *st)
{
	const struct arg *all = ARGS(INT("first", 0), INT("last", INT64_MAX));

	if (store_exec(st, &sqlite_clear_seg, all) == -1 ||
	    store_exec(st, &sqlite_clear_seg2, all) == -1 ||
	    segment_write(st, 1, INT64_MAX) == -1)
		return -1;
	return store_exec(st, &sqlite_set_derived, ARGS(TEXT("name", "segments"),
	    INT("version", SEGMENT_VERSION)));
}

int
segment_version(struct store *st, int64_t *version)
{
	return store_query(st, &sqlite_derived_version, ARGS(TEXT("name", "segments")),
	    store_get_int, version);
}
