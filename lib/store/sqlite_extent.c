#include "sqlite_extent.h"

int
extent_find(struct store *st, const struct sql *sql, int64_t id, struct extent *e)
{
	sqlite3_stmt *q;
	int rc;

	*e = (struct extent){ 0, 1, 0, 0 };
	if ((q = store_prepare(st, sql, ARGS(INT("id", id)))) == NULL)
		return -1;
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		*e = (struct extent){ sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1),
		    sqlite3_column_int64(q, 2), sqlite3_column_int64(q, 3) };
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : store_fail(st, sql->name);
}
