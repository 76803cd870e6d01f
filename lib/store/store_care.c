#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "own.h"
#include "store_db.h"

#define TIDY_MS		100	/* at most, to wait for a reader, while others wait for us */

int
store_tidy(struct store *st, int64_t *left)
{
	int rc, log = 0, done = 0, rv;

	if (store_lock(st) == -1)
		return -1;
	rv = store_run(st, "PRAGMA analysis_limit = 1000; PRAGMA optimize");
	sqlite3_busy_timeout(st->db, TIDY_MS);
	rc = sqlite3_wal_checkpoint_v2(st->db, "main", SQLITE_CHECKPOINT_TRUNCATE, &log, &done);
	sqlite3_busy_timeout(st->db, STORE_BUSY_MS);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY)
		rv = store_fail(st, "checkpoint");
	store_unlock(st);
	*left = rc == SQLITE_BUSY ? log - done : 0;
	return rv;
}

/* One snapshot, however long it takes: nobody waits for a reader. */
static int
copy(struct store *st, sqlite3 *to)
{
	sqlite3_backup *b;
	int rc;

	if ((b = sqlite3_backup_init(to, "main", st->db, "main")) == NULL)
		return sqlite3_errcode(to);
	while ((rc = sqlite3_backup_step(b, 4096)) == SQLITE_OK)
		;
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* A copy is one file: it has no WAL beside it. */
static int
write_copy(struct store *st, const char *path)
{
	sqlite3 *to = NULL;
	int rc, rv = -1;

	if ((rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL)) == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
		    NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = copy(st, to);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	rv = rc == SQLITE_OK ? 0 : fail_at(path, ERR_SYSTEM, "%s", sqlite3_errstr(rc));
	sqlite3_close(to);
	return rv;
}

int
store_backup(struct store *st, const char *path)
{
	int fd = own_open(path, O_WRONLY | O_CREAT | O_EXCL, 0600), rv;

	if (fd == -1)
		return -1;
	close(fd);
	if (store_run(st, "BEGIN; PRAGMA schema_version") == -1)	/* which reads */
		return -1;
	rv = write_copy(st, path);
	if (store_run(st, "COMMIT") == -1)
		rv = -1;
	return rv == 0 ? own_sync(path) : -1;
}
