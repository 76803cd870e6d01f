#include <sys/file.h>

#include <errno.h>

#include "err.h"
#include "store_db.h"

int
store_fail(struct store *st, const char *what)
{
	int rc = sqlite3_errcode(st->db);

	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		return store_damage(st, sqlite3_errmsg(st->db));
	return fail(rc == SQLITE_BUSY || rc == SQLITE_FULL ? ERR_BUSY : ERR_SYSTEM,
	    "%s: %s", what, sqlite3_errmsg(st->db));
}

int
store_run(struct store *st, const char *text)
{
	if (sqlite3_exec(st->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return store_fail(st, "database");
	return 0;
}

int
store_lock(struct store *st)
{
	if (st->lock != -1 && flock(st->lock, LOCK_EX) == -1)
		return errno == EINTR ? fail(ERR_BUSY, "another program is writing") :
		    failsys("writer.lock");
	return 0;
}

void
store_unlock(struct store *st)
{
	if (st->lock != -1)
		flock(st->lock, LOCK_UN);
}
