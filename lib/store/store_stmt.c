#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "engine.h"
#include "err.h"
#include "store_db.h"

/* Statements: from a file of sql/ and what is given, prepared once, bound, run. */
#define MAX_SQL		16384
#define MAX_STMTS	64	/* kept prepared: filters make many texts of one file */
#define GUARD		"--? "

struct stmt {
	struct stmt	*next;
	const struct sql *sql;
	uint64_t	 given;		/* which of its guarded lines it has */
	sqlite3_stmt	*sqlite;
	int		 nparam;
	signed char	 arg[48];	/* where each parameter's argument was, the last time */
};

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

	return i != -1 && arg_given(&args[i]);
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
	s->nparam = sqlite3_bind_parameter_count(s->sqlite);
	if (s->nparam > (int)sizeof s->arg)
		abort();
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

static int
count_args(const struct arg *args)
{
	int n = 0;

	while (args != NULL && args[n].name != NULL)
		n++;
	return n;
}

/* The argument of that name: mostly where it was the last time.  -1: none. */
static int
find_again(struct stmt *s, int i, const char *name, const struct arg *args, int n)
{
	int at = s->arg[i];

	if (at == -1 || at >= n || strcmp(args[at].name, name) != 0)
		at = s->arg[i] = find_arg(args, name, strlen(name));
	return at;
}

/* Facts and the statement that is told them are of one moment. */
static int
begin_reading(struct store *st)
{
	static const struct sql begin = { "begin", "BEGIN" };

	if (!sqlite3_get_autocommit(st->db))
		return 0;
	return (st->reading = store_exec(st, &begin, NULL) == 0) ? 0 : -1;
}

/* What is read is done with, however it went: the error that is set stays. */
static void
end_reading(struct store *st)
{
	static const struct sql end = { "end", "COMMIT" };
	sqlite3_stmt *q;

	st->reading = 0;
	if ((q = store_prepare(st, &end, NULL)) == NULL)
		return;
	sqlite3_step(q);
	sqlite3_reset(q);
}

/* What the statement is told of reports, if the parameter is the name of a fact; else NULL. */
static int
bind_fact(struct store *st, sqlite3_stmt *q, int i, const char *name, struct question *asked)
{
	struct fact f = { NULL, 0, 0 };
	int rv = begin_reading(st) == -1 ? -1 : st->engine->ask(st, asked, name, &f);

	if (rv == 0) {
		fact_end(&f);
		return sqlite3_bind_text64(q, i, f.text, f.len, free, SQLITE_UTF8);
	}
	free(f.text);
	return rv == -1 ? -1 : sqlite3_bind_null(q, i);
}

static int
bind_all(struct store *st, struct stmt *s, struct question *asked)
{
	int i, at, rc, n = count_args(asked->args);
	const char *name;

	for (i = 0; i < s->nparam; i++) {
		name = sqlite3_bind_parameter_name(s->sqlite, i + 1) + 1;
		if ((at = find_again(s, i, name, asked->args, n)) != -1)
			rc = bind_arg(s->sqlite, i + 1, &asked->args[at]);
		else
			rc = bind_fact(st, s->sqlite, i + 1, name, asked);
		if (rc == -1)
			return -1;
		if (rc != SQLITE_OK)
			return store_fail(st, s->sql->name);
	}
	return 0;
}

static int
bind_args(struct store *st, struct stmt *s, const struct arg *args)
{
	struct question asked = { .args = args };
	int rv = bind_all(st, s, &asked);

	if (asked.free != NULL)
		asked.free(asked.kept);
	return rv;
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
	int rc, rv = -1, outer = st->reading;
	sqlite3_stmt *q;

	if ((q = store_prepare(st, sql, args)) == NULL) {
		if (st->reading && !outer)
			end_reading(st);
		return -1;
	}
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_blob(q, 0);

		if (row(arg, text != NULL ? text : "", sqlite3_column_bytes(q, 0)) == -1)
			goto out;
	}
	rv = rc == SQLITE_DONE ? 0 : store_fail(st, sql->name);
out:
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);	/* frees what it was told */
	if (st->reading && !outer)
		end_reading(st);
	return rv;
}

int
store_tell(struct store *st, const char *name, const struct arg *args, struct fact *f)
{
	struct question asked = { .args = args };
	int rv = st->engine->ask(st, &asked, name, f);

	if (asked.free != NULL)
		asked.free(asked.kept);
	fact_end(f);
	return rv == 1 ? fail(ERR_SYSTEM, "there is no fact %s", name) : rv;
}

int
store_stream(struct store *st, const char *name, const struct arg *args, store_words row,
    void *arg)
{
	struct question asked = { .args = args };
	int rv = st->engine->stream(st, &asked, name, row, arg);

	if (asked.free != NULL)
		asked.free(asked.kept);
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

void
store_free_stmts(struct store *st)
{
	while (st->stmts != NULL) {
		struct stmt *s = st->stmts;

		st->stmts = s->next;
		free_stmt(s);
	}
}
