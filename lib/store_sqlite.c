#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "err.h"
#include "sql.h"
#include "store_db.h"
#include "store_scan.h"

#define MAX_SQL		16384
#define MAX_STMTS	64	/* kept prepared: filters make many texts of one file */
#define GUARD		"--? "
#define BUSY_MS		5000	/* WAL recovery by another opener says BUSY at once */

int
store_fail(struct store *st, const char *what)
{
	int rc = sqlite3_errcode(st->db);

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

static int
find_arg(const struct arg *args, const char *name, size_t n)
{
	int i;

	for (i = 0; args != NULL && args[i].name != NULL; i++)
		if (strlen(args[i].name) == n && memcmp(args[i].name, name, n) == 0)
			return i;
	return -1;
}

/* Is the guard's name, up to the end of its line, given? */
static int
is_given(const char *name, const struct arg *args)
{
	int i = find_arg(args, name, strcspn(name, "\n"));

	return i != -1 && args[i].type != ARG_NULL;
}

/* Which of the guarded lines stay, a bit each: what makes one text of a statement another. */
static uint64_t
given(const char *sql, const struct arg *args)
{
	uint64_t set = 0;

	while ((sql = strstr(sql, GUARD)) != NULL) {
		if (set >> 63 != 0)
			abort();
		sql += sizeof GUARD - 1;
		set = set << 1 | is_given(sql, args);
	}
	return set;
}

/* Copy sql without the lines whose "--? name" is not given. */
static void
expand(char *out, size_t size, const char *sql, const struct arg *args)
{
	const char *guard;
	size_t n, end;

	if (strlen(sql) >= size)
		abort();
	for (; *sql != '\0'; sql += n) {
		n = strcspn(sql, "\n");
		n += sql[n] == '\n';
		end = n;
		if ((guard = memmem(sql, n, GUARD, sizeof GUARD - 1)) != NULL)
			end = is_given(guard + sizeof GUARD - 1, args) ? (size_t)(guard - sql) : 0;
		out = mempcpy(out, sql, end);
	}
	*out = '\0';
}

/* Which argument each parameter is, found once: the lists keep their order. */
static void
map_params(struct stmt *s, const struct arg *args)
{
	int i;

	s->nparam = sqlite3_bind_parameter_count(s->sqlite);
	if (s->nparam > (int)sizeof s->arg)
		abort();
	for (i = 0; i < s->nparam; i++) {
		const char *name = sqlite3_bind_parameter_name(s->sqlite, i + 1) + 1;

		s->arg[i] = find_arg(args, name, strlen(name));
	}
}

static void
free_stmt(struct stmt *s)
{
	sqlite3_finalize(s->sqlite);
	free(s);
}

/* The longest unused goes; one that is being stepped stays. */
static void
trim_stmts(struct store *st)
{
	struct stmt *s, **at, **last = NULL;
	int n = 0;

	for (at = &st->stmts; *at != NULL; at = &(*at)->next, n++)
		if (!sqlite3_stmt_busy((*at)->sqlite))
			last = at;
	if (n < MAX_STMTS || last == NULL)
		return;
	s = *last;
	*last = s->next;
	free_stmt(s);
}

static struct stmt *
new_stmt(struct store *st, const struct sql *sql, const struct arg *args, uint64_t set)
{
	struct stmt *s = xrealloc(NULL, sizeof *s);
	char text[MAX_SQL];

	trim_stmts(st);
	expand(text, sizeof text, sql->text, args);
	*s = (struct stmt){ st->stmts, sql, set, NULL, 0, { 0 } };
	if (sqlite3_prepare_v3(st->db, text, -1, SQLITE_PREPARE_PERSISTENT,
	    &s->sqlite, NULL) != SQLITE_OK) {
		store_fail(st, sql->name);
		free(s);
		return NULL;
	}
	map_params(s, args);
	return st->stmts = s;
}

/* Those used last come first. */
static struct stmt *
find_stmt(struct store *st, const struct sql *sql, const struct arg *args)
{
	uint64_t set = given(sql->text, args);
	struct stmt *s, **at;

	for (at = &st->stmts; (s = *at) != NULL; at = &s->next)
		if (s->sql == sql && s->given == set) {
			*at = s->next;
			s->next = st->stmts;
			return st->stmts = s;
		}
	return new_stmt(st, sql, args, set);
}

static int
bind_arg(sqlite3_stmt *q, int i, const struct arg *a)
{
	switch (a->type) {
	case ARG_NULL:
		return sqlite3_bind_null(q, i);
	case ARG_INT:
		return sqlite3_bind_int64(q, i, a->num);
	case ARG_TEXT:
		return sqlite3_bind_text(q, i, a->ptr, a->len != 0 ? (int)a->len : -1,
		    SQLITE_STATIC);
	case ARG_BLOB:
		return sqlite3_bind_blob(q, i, a->ptr, a->len, SQLITE_STATIC);
	}
	abort();
}

/* A parameter no argument has is NULL, or what a filter chooses. */
static int
bind_args(struct store *st, struct stmt *s, const struct arg *args)
{
	const char *name;
	int i, rc;

	for (i = 0; i < s->nparam; i++) {
		name = sqlite3_bind_parameter_name(s->sqlite, i + 1);
		if (s->arg[i] >= 0)
			rc = bind_arg(s->sqlite, i + 1, &args[s->arg[i]]);
		else if (strncmp(name, ":chosen", 7) == 0)
			rc = scan_bind(st, s->sqlite, i + 1, name, args);
		else
			rc = sqlite3_bind_null(s->sqlite, i + 1);
		if (rc == -1)
			return -1;
		if (rc != SQLITE_OK)
			return store_fail(st, s->sql->name);
	}
	return 0;
}

sqlite3_stmt *
store_prepare(struct store *st, const struct sql *sql, const struct arg *args)
{
	struct stmt *s;

	if ((s = find_stmt(st, sql, args)) == NULL || bind_args(st, s, args) == -1)
		return NULL;
	return s->sqlite;
}

int
store_query(struct store *st, const struct sql *sql, const struct arg *args,
    store_row row, void *arg)
{
	sqlite3_stmt *q;
	int rc, rv = -1;

	if ((q = store_prepare(st, sql, args)) == NULL)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_blob(q, 0);

		if (row(arg, text != NULL ? text : "", sqlite3_column_bytes(q, 0)) == -1)
			goto out;
	}
	rv = rc == SQLITE_DONE ? 0 : store_fail(st, sql->name);
out:
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);	/* frees what was chosen */
	return rv;
}

static int
no_row(void *arg, const char *s, size_t n)
{
	(void)arg, (void)s, (void)n;
	return 0;
}

int
store_exec(struct store *st, const struct sql *sql, const struct arg *args)
{
	return store_query(st, sql, args, no_row, NULL);
}

int
store_get_int(void *arg, const char *s, size_t n)
{
	char text[24];

	if (n >= sizeof text)
		return fail(ERR_SYSTEM, "not a number: %.*s", (int)sizeof text, s);
	memcpy(text, s, n);
	text[n] = '\0';
	*(int64_t *)arg = strtoll(text, NULL, 10);
	return 0;
}

int
store_version(struct store *st, int64_t *n)
{
	static const struct sql version = { "data_version", "PRAGMA data_version" };

	return store_query(st, &version, NULL, store_get_int, n);
}

int
store_lock(struct store *st)
{
	if (st->lock != -1 && flock(st->lock, LOCK_EX) == -1)
		return failsys("writer.lock");
	return 0;
}

void
store_unlock(struct store *st)
{
	if (st->lock != -1)
		flock(st->lock, LOCK_UN);
}

/* One migration, whole or not at all. */
static int
migrate_to(struct store *st, int version)
{
	char set[64];

	snprintf(set, sizeof set, "PRAGMA user_version = %d", version);
	if (store_run(st, "BEGIN IMMEDIATE") == -1)
		return -1;
	if (store_run(st, sql_migrations[version - 1]->text) == -1 ||
	    store_run(st, set) == -1 || store_run(st, "COMMIT") == -1) {
		sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	return 0;
}

static int
check_version(struct store *st, int64_t *version)
{
	static const struct sql user = { "user_version", "PRAGMA user_version" };
	int64_t newest = 0;

	while (sql_migrations[newest] != NULL)
		newest++;
	if (store_query(st, &user, NULL, store_get_int, version) == -1)
		return -1;
	if (*version > newest)
		return fail(ERR_SYSTEM, "the database has schema %d, made by a newer program; "
		    "this one knows %d", (int)*version, (int)newest);
	return 0;
}

/* Bring the schema up to the last file of sql/. */
static int
migrate(struct store *st)
{
	int64_t version;

	if (check_version(st, &version) == -1)
		return -1;
	for (; sql_migrations[version] != NULL; version++)
		if (migrate_to(st, version + 1) == -1)
			return -1;
	return 0;
}

static int
open_lock(struct store *st, const char *path)
{
	const char *slash = strrchr(path, '/');
	int n = slash != NULL ? (int)(slash - path + 1) : 0;
	char name[4096];

	if (strcmp(path, ":memory:") == 0)
		return 0;
	if ((size_t)snprintf(name, sizeof name, "%.*swriter.lock", n, path) >= sizeof name)
		return fail(ERR_SYSTEM, "the path of the database is too long: %s", path);
	if ((st->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0660)) == -1)
		return failsys("%s", name);
	return 0;
}

/* Views are part of the program, not of the database: each connection makes its own. */
static int
make_views(struct store *st)
{
	size_t i;

	for (i = 0; sql_views[i] != NULL; i++)
		if (store_run(st, sql_views[i]->text) == -1)
			return -1;
	return 0;
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

	sqlite3_busy_timeout(st->db, BUSY_MS);
	sqlite3_extended_result_codes(st->db, 0);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(st->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	if (store_functions(st) == -1 || store_aggregates(st) == -1)
		return -1;
	if (mode == STORE_READ)
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
		rv = migrate(st);
	store_unlock(st);
	return rv == 0 ? make_views(st) : -1;
}

static int
open_reader(struct store *st, const char *path)
{
	int64_t version;

	if (configure(st, STORE_READ) == -1 || check_version(st, &version) == -1)
		return -1;
	if (version == 0)
		return fail(ERR_BUSY, "%s: not yet made; import a report first", path);
	if (make_views(st) == -1)
		return -1;
	return store_run(st, "PRAGMA query_only = 1");
}

struct store *
store_open(const char *path, enum store_mode mode)
{
	struct store *st = xrealloc(NULL, sizeof *st);
	int flags;

	*st = (struct store){ .lock = -1 };
	flags = mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
	    SQLITE_OPEN_READONLY;
	if (mode == STORE_WRITE && open_lock(st, path) == -1)
		goto bad;
	if (sqlite3_open_v2(path, &st->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		store_fail(st, path);
		goto bad;
	}
	if ((mode == STORE_WRITE ? open_writer(st) : open_reader(st, path)) == -1)
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
	batch_free(st->batch);
	while (st->stmts != NULL) {
		struct stmt *s = st->stmts;

		st->stmts = s->next;
		free_stmt(s);
	}
	sqlite3_close(st->db);
	if (st->lock != -1)
		close(st->lock);
	free(st);
}
