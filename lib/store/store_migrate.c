#include <poll.h>
#include <stdio.h>

#include "engine.h"
#include "err.h"
#include "sql.h"
#include "sqlite_segment.h"

#define MIGRATION_MS	500

/* What a database is like: its schema, and what was derived from the rest. */
struct version {
	int64_t	 schema, segments;
};

static int64_t
newest_schema(void)
{
	int64_t newest = 0;

	while (sql_migrations[newest] != NULL)
		newest++;
	return newest;
}

static int
is_current(const struct version *v)
{
	return v->schema == newest_schema() && v->segments == SEGMENT_VERSION;
}

static int
check_version(struct store *st, struct version *v)
{
	static const struct sql user = { "user_version", "PRAGMA user_version" };
	int64_t newest = newest_schema();

	*v = (struct version){ 0, 0 };
	if (store_query(st, &user, NULL, store_get_int, &v->schema) == -1)
		return -1;
	if (v->schema > newest)
		return fail(ERR_LOST, "the database has schema %d, made by a newer program; "
		    "this one knows %d", (int)v->schema, (int)newest);
	return v->schema < newest ? 0 : segment_version(st, &v->segments);
}

/* Views are part of the program, not of the database: each connection makes its own. */
static int
make_views(struct store *st)
{
	size_t i;

	for (i = 0; sql_views[i] != NULL; i++)
		if (store_run(st, sql_views[i]->text) == -1)
			return -1;
	return st->engine->open(st, st->address);
}

static int
change_schema(struct store *st, int64_t version)
{
	char set[64];

	for (; sql_migrations[version] != NULL; version++)
		if (store_run(st, sql_migrations[version]->text) == -1)
			return -1;
	snprintf(set, sizeof set, "PRAGMA user_version = %d", (int)version);
	return store_run(st, set);
}

/* A step of the schema that changes what segments are made from sets their version to 0. */
static int
bring_up_to_date(struct store *st, const struct version *v)
{
	int64_t segments = 0;

	if (change_schema(st, v->schema) == -1 || make_views(st) == -1 ||
	    segment_version(st, &segments) == -1)
		return -1;
	return segments == SEGMENT_VERSION ? 0 : segment_rebuild(st);
}

/* All in one transaction: a reader sees nothing between. */
int
store_migrate(struct store *st)
{
	struct version v;

	if (check_version(st, &v) == -1)
		return -1;
	if (is_current(&v))
		return make_views(st);
	if (store_run(st, "BEGIN IMMEDIATE") == -1)
		return -1;
	if (bring_up_to_date(st, &v) == 0 && store_run(st, "COMMIT") == 0)
		return 0;
	sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

/* A writer may be just about to make it, or to bring it up to date. */
int
store_await(struct store *st, const char *path, enum store_mode mode)
{
	struct version v;
	int ms;

	for (ms = mode == STORE_LOOK ? MIGRATION_MS : 0; ms <= MIGRATION_MS; ms += 10) {
		if (check_version(st, &v) == -1)
			return -1;
		if (is_current(&v))
			return make_views(st);
		poll(NULL, 0, 10);
	}
	return fail_at(path, ERR_BUSY, v.schema == 0 ? "just being made" :
	    "made by an older program; whatever writes to it will bring it up to date");
}
