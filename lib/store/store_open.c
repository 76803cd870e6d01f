#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "engine.h"
#include "err.h"
#include "lock.h"
#include "own.h"
#include "store_db.h"
#include "told.h"

#define STORE_LOOK_MS	500

static int
open_lock(struct store *st, const char *path)
{
	if (strcmp(path, ":memory:") == 0)
		return 0;
	return (st->lock = lock_open(path, "writer")) == -1 ? -1 : 0;
}

/*
 * SQLite would make it as well, but root's own.  Nobody else has it open yet: closing a
 * descriptor of it would take SQLite's locks away.
 */
static int
make_file(struct store *st, const char *path)
{
	struct stat sb;
	int fd, rv = 0;

	if (st->lock == -1)
		return 0;
	if (store_lock(st) == -1)
		return -1;
	if (lstat(path, &sb) == -1 && errno == ENOENT) {
		if ((fd = own_open(path, O_RDWR | O_CREAT | O_EXCL, 0644)) == -1)
			rv = -1;
		else
			close(fd);
	}
	store_unlock(st);
	return rv;
}

/*
 * Page programs go on when the disk is full or read-only because the writers
 * leave the WAL's files in place; no one but a writer under the lock may write
 * or checkpoint (SQLite before 3.51.3 can corrupt a WAL otherwise).
 */
static int
configure(struct store *st, enum store_mode mode)
{
	int on = 1;

	sqlite3_busy_timeout(st->db, mode == STORE_LOOK ? STORE_LOOK_MS / 2 : STORE_BUSY_MS);
	sqlite3_extended_result_codes(st->db, 0);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(st->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	if (store_functions(st) == -1 || store_aggregates(st) == -1 || told_table(st) == -1)
		return -1;
	if (mode != STORE_WRITE)
		return store_run(st, "PRAGMA cache_size = -16384;"
		    "PRAGMA mmap_size = 2147418112; PRAGMA temp_store = MEMORY");
	return store_run(st, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	    "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192");
}

/* Under the lock: whoever comes first makes the database, and alone turns it to WAL. */
static int
open_writer(struct store *st)
{
	int rv = -1;

	if (store_lock(st) == -1)
		return -1;
	if (configure(st, STORE_WRITE) == 0)
		rv = store_migrate(st);
	store_unlock(st);
	return rv;
}

static int
is_late(void *arg)
{
	return clock_ms() > ((struct store *)arg)->end;
}

static int
open_reader(struct store *st, const char *path, enum store_mode mode)
{
	if (mode == STORE_LOOK) {
		st->end = clock_ms() + STORE_LOOK_MS;
		sqlite3_progress_handler(st->db, 1000, is_late, st);
	}
	if (configure(st, mode) == -1 || store_await(st, path, mode) == -1)
		return -1;
	return store_run(st, "PRAGMA query_only = 1");
}

/* A writer makes what was never there, but not once more what is lost. */
static int
expect(const char *path, enum store_mode mode)
{
	int found = strcmp(path, ":memory:") == 0 ? 1 : store_find(path);

	if (found != 0 || mode == STORE_WRITE)
		return found == -1 ? -1 : 0;
	return fail_at(path, ERR_LOST, "there is no database: the programs that write make it when "
	    "they start; if there was one, mount its disk or put back a backup");
}

struct store *
store_open(const char *path, enum store_mode mode)
{
	struct store *st = xrealloc(NULL, sizeof *st);
	int flags;

	*st = (struct store){ .address = path, .lock = -1 };
	if ((st->engine = engine_find(path)) == NULL || expect(path, mode) == -1)
		goto bad;
	flags = mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
	    SQLITE_OPEN_READONLY;
	if (mode == STORE_WRITE && (open_lock(st, path) == -1 || make_file(st, path) == -1))
		goto bad;
	if (sqlite3_open_v2(path, &st->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		fail_at(path, ERR_SYSTEM, "%s", sqlite3_errmsg(st->db));
		goto bad;
	}
	if ((mode == STORE_WRITE ? open_writer(st) : open_reader(st, path, mode)) == -1)
		goto bad;
	return st;
bad:
	store_close(st);
	return NULL;
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	if (st->engine != NULL)
		st->engine->close(st);
	store_free_stmts(st);
	sqlite3_close(st->db);
	if (st->lock != -1)
		close(st->lock);
	free(st);
}
