#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "engine.h"
#include "err.h"
#include "sql.h"
#include "sqlite.h"
#include "store_stmt.h"

/* Statements: from a file of sql/ and what is given, prepared once, bound. */
#define MAX_STMTS	64	/* kept prepared: filters make many texts of one file */
#define GUARD		"--? "
#define TOLD		"told(:"	/* told.c: the parameter is the name of a fact */

_Static_assert(SQL_GUARDS <= 64 && SQLITE_GUARDS <= 64, "a bit of given each");

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
		sql += sizeof GUARD - 1;
		set = set << 1 | is_given(sql, args);
	}
	return set;
}

/* sql without the lines whose "--? name" is not given; the caller frees it. */
static char *
expand(const char *sql, const struct arg *args)
{
	char *text = xrealloc(NULL, strlen(sql) + 1), *out = text;
	const char *guard;
	size_t n, end;

	for (; *sql != '\0'; sql += n) {
		n = strcspn(sql, "\n");
		n += sql[n] == '\n';
		end = n;
		if ((guard = memmem(sql, n, GUARD, sizeof GUARD - 1)) != NULL)
			end = is_given(guard + sizeof GUARD - 1, args) ? (size_t)(guard - sql) : 0;
		out = mempcpy(out, sql, end);
	}
	*out = '\0';
	return text;
}

static void
free_stmt(struct stmt *s)
{
	sqlite3_finalize(s->sqlite);
	free(s);
}

/* The longest unused goes; one that is being bound or stepped stays. */
static void
trim_stmts(struct store *st)
{
	struct stmt *s, **at, **last = NULL;
	int n = 0;

	for (at = &st->stmts; *at != NULL; at = &(*at)->next, n++)
		if (!(*at)->binding && !sqlite3_stmt_busy((*at)->sqlite))
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
	char *text = expand(sql->text, args);
	sqlite3_stmt *q;
	struct stmt *s;
	int i, n;

	trim_stmts(st);
	if (sqlite3_prepare_v3(st->db, text, -1, SQLITE_PREPARE_PERSISTENT, &q, NULL) !=
	    SQLITE_OK) {
		free(text);
		store_fail(st, sql->name);
		return NULL;
	}
	n = sqlite3_bind_parameter_count(q);
	s = xrealloc(NULL, sizeof *s + n * sizeof *s->arg);
	*s = (struct stmt){ .next = st->stmts, .sql = sql, .given = set, .sqlite = q,
	    .told = strstr(text, TOLD) != NULL, .nparam = n };
	for (i = 0; i < n; i++)
		s->arg[i] = -1;
	free(text);
	return st->stmts = s;
}

/* Those used last come first. */
struct stmt *
stmt_find(struct store *st, const struct sql *sql, const struct arg *args)
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
	return SQLITE_MISUSE;
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

/* What the statement is told of reports, if the parameter is the name of a fact; else NULL. */
static int
bind_fact(struct store *st, sqlite3_stmt *q, int i, const char *name, struct question *asked)
{
	struct fact f = { NULL, 0, 0 };
	int rv = st->engine->ask(st, asked, name, &f);

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
		else if (s->told)
			rc = bind_fact(st, s->sqlite, i + 1, name, asked);
		else
			rc = sqlite3_bind_null(s->sqlite, i + 1);
		if (rc == -1)
			return -1;
		if (rc != SQLITE_OK)
			return store_fail(st, s->sql->name);
	}
	return 0;
}

int
stmt_bind(struct store *st, struct stmt *s, const struct arg *args)
{
	struct question asked = { .args = args };
	int rv;

	s->binding = 1;
	rv = bind_all(st, s, &asked);
	s->binding = 0;
	question_end(&asked);
	return rv;
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
