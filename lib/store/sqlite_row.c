#include "sqlite_facts.h"

static int
tell_column(struct fact *f, sqlite3_stmt *q, int i)
{
	const char *text;

	switch (sqlite3_column_type(q, i)) {
	case SQLITE_NULL:
		fact_null(f);
		return 0;
	case SQLITE_INTEGER:
		fact_int(f, sqlite3_column_int64(q, i));
		return 0;
	}
	if ((text = (const char *)sqlite3_column_text(q, i)) == NULL)
		return -1;
	fact_text(f, text, sqlite3_column_bytes(q, i));
	return 0;
}

int
tell_columns(struct fact *f, sqlite3_stmt *q, int first)
{
	int i, n = sqlite3_column_count(q);

	for (i = first; i < n; i++)
		if (tell_column(f, q, i) == -1)
			return -1;
	return 0;
}

static int
tell_row(struct fact *f, sqlite3_stmt *q)
{
	const char *kind = (const char *)sqlite3_column_text(q, 0);

	if (kind == NULL)
		return -1;
	fact_row(f, kind);
	return tell_columns(f, q, 1);
}

int
tell_rows(struct store *st, const struct sql *sql, const struct arg *args, struct fact *f)
{
	sqlite3_stmt *q = store_prepare(st, sql, args);
	int rc, rv = 0;

	if (q == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW && rv == 0)
		rv = tell_row(f, q);
	if (rv == -1 || rc != SQLITE_DONE)
		rv = store_fail(st, sql->name);
	sqlite3_reset(q);
	return rv;
}
