#include <string.h>

#include "err.h"
#include "sqlite.h"
#include "sqlite_facts.h"
#include "sqlite_segment.h"

/* Hand on the rows of a statement. */
static int
hand_on(struct store *st, const struct sql *sql, int64_t id, store_words row, void *arg)
{
	struct store_word words[STORE_COLUMNS];
	int rc, i, n, rv = 0;
	sqlite3_stmt *q;

	if ((q = store_prepare(st, sql, ARGS(INT("id", id)))) == NULL)
		return -1;
	n = sqlite3_column_count(q);
	while (rv == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (i = 0; i < n && i < STORE_COLUMNS; i++) {
			words[i].text = sqlite3_column_type(q, i) == SQLITE_BLOB ?
			    sqlite3_column_blob(q, i) : (const char *)sqlite3_column_text(q, i);
			words[i].len = sqlite3_column_bytes(q, i);
			if (words[i].text == NULL && sqlite3_column_type(q, i) != SQLITE_NULL)
				rv = store_fail(st, sql->name);
		}
		if (rv == 0)
			rv = row(arg, words, n);
	}
	if (rv == 0 && rc != SQLITE_DONE)
		rv = store_fail(st, sql->name);
	sqlite3_reset(q);
	return rv;
}

static int
stream_details(struct store *st, struct question *asked, store_words row, void *arg)
{
	struct chosen *c = chosen_find(st, asked);
	sqlite3_value *v[SEGMENT_COLUMNS];
	struct row r;
	struct row2 r2;
	sqlite3_stmt *q;
	int64_t id;
	int rc, i, rv = 0;

	if (c == NULL || (q = store_prepare(st, &sqlite_rows, asked->args)) == NULL)
		return -1;
	scan_plan(&c->scan, NULL);
	while (rv == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (i = 0; i < SEGMENT_COLUMNS; i++)
			v[i] = sqlite3_column_value(q, i);
		id = segment_row(v, &r, &r2);
		if (scan_match(&c->scan, id, &r, &r2))
			rv = hand_on(st, &sqlite_details, id, row, arg);
	}
	if (rv == 0 && rc != SQLITE_DONE)
		rv = store_fail(st, "rows");
	sqlite3_reset(q);
	return rv;
}

static int
stream_original(struct store *st, struct question *asked, store_words row, void *arg)
{
	return hand_on(st, &sqlite_original, question_id(asked, "id"), row, arg);
}

int
stream_rows(struct store *st, struct question *asked, const char *name, store_words row, void *arg)
{
	static const struct {
		const char *name;
		int	(*fn)(struct store *, struct question *, store_words, void *);
	} streams[] = { { "details", stream_details }, { "original", stream_original } };
	size_t i;

	for (i = 0; i < sizeof streams / sizeof *streams; i++)
		if (strcmp(streams[i].name, name) == 0)
			return streams[i].fn(st, asked, row, arg);
	return fail(ERR_SYSTEM, "there is no stream %s", name);
}
