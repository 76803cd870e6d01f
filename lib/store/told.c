#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_db.h"
#include "told.h"

/*
 * A table-valued function of SQL: told(:fact) has the rows of a fact, in their
 * place, and of each its words, c0 and on: a list in it as JSON.
 */
#define COLUMNS	32		/* c0 to c31; place before them, the fact itself behind */

enum { PLACE, FIRST_WORD, FACT = FIRST_WORD + COLUMNS };

struct told {
	sqlite3_vtab_cursor base;	/* SQLite's */
	char		*text;		/* the fact, ours */
	const char	*at;		/* behind the row; NULL: there is none any more */
	sqlite3_int64	 place;
	const char	*word[COLUMNS];	/* where each begins, and behind the last of the row */
	size_t		 len[COLUMNS];
};

/* The columns are told to SQLite as the text of a table, though none is made. */
static int
connect_table(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **table,
    char **error)
{
	static const char columns[] = "create table told (place,"
	    "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15,"
	    "c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31,"
	    "fact HIDDEN)";
	int rv;

	(void)aux, (void)argc, (void)argv, (void)error;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	if ((rv = sqlite3_declare_vtab(db, columns)) != SQLITE_OK)
		return rv;
	*table = xrealloc(NULL, sizeof **table);
	memset(*table, 0, sizeof **table);
	return SQLITE_OK;
}

static int
disconnect_table(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

/* Only whole, of the fact that is given. */
static int
plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
	int i;

	(void)table;
	for (i = 0; i < info->nConstraint; i++)
		if (info->aConstraint[i].iColumn == FACT &&
		    info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
			if (!info->aConstraint[i].usable)
				return SQLITE_CONSTRAINT;
			info->aConstraintUsage[i].argvIndex = 1;
			info->aConstraintUsage[i].omit = 1;
			info->estimatedCost = 1000;
			info->estimatedRows = 1000;
			info->orderByConsumed = info->nOrderBy == 1 &&
			    info->aOrderBy[0].iColumn == PLACE && !info->aOrderBy[0].desc;
			return SQLITE_OK;
		}
	return SQLITE_CONSTRAINT;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
	struct told *c = xrealloc(NULL, sizeof *c);

	(void)table;
	*c = (struct told){ .text = NULL };
	*cursor = &c->base;
	return SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *cursor)
{
	struct told *c = (struct told *)cursor;

	free(c->text);
	free(c);
	return SQLITE_OK;
}

static const char *
skip_string(const char *s)
{
	for (s++; *s != '"'; s++)
		if (*s == '\0' || (*s == '\\' && *++s == '\0'))
			return NULL;
	return s + 1;
}

/* Behind the value that begins here; NULL: there is none. */
static const char *
skip_value(const char *s)
{
	int depth = 0;

	do {
		if (*s == '"') {
			if ((s = skip_string(s)) == NULL)
				return NULL;
			continue;
		}
		if (*s == '\0')
			return NULL;
		depth += *s == '[' || *s == '{';
		depth -= *s == ']' || *s == '}';
		s++;
	} while (depth > 0 || strchr(",]", *s) == NULL);
	return s;
}

/* The words of the row that begins at s. */
static int
read_row(struct told *c, const char *s)
{
	int n = 0;

	memset(c->len, 0, sizeof c->len);
	do {
		if (n == COLUMNS)
			return SQLITE_ERROR;
		c->word[n] = ++s;
		if ((s = skip_value(s)) == NULL)
			return SQLITE_ERROR;
		c->len[n] = s - c->word[n];
		n++;
	} while (*s == ',');
	c->at = s + 1;
	return *s == ']' ? SQLITE_OK : SQLITE_ERROR;
}

static int
next_row(sqlite3_vtab_cursor *cursor)
{
	struct told *c = (struct told *)cursor;
	const char *s = c->at;

	c->place++;
	if (*s == ']') {
		c->at = NULL;
		return SQLITE_OK;
	}
	s += *s == ',';
	return *s == '[' ? read_row(c, s) : SQLITE_ERROR;
}

static int
begin(sqlite3_vtab_cursor *cursor, int number, const char *name, int argc, sqlite3_value **argv)
{
	static const char head[] = "{\"data\":[";
	struct told *c = (struct told *)cursor;
	const char *text = (const char *)sqlite3_value_text(argv[0]);
	int n = sqlite3_value_bytes(argv[0]);

	(void)number, (void)name, (void)argc;
	free(c->text);
	c->text = NULL;
	c->at = NULL;
	c->place = -1;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return SQLITE_OK;
	if (text == NULL)
		return SQLITE_NOMEM;
	c->text = memcpy(xrealloc(NULL, n + 1), text, n);
	c->text[n] = '\0';
	if (strncmp(c->text, head, sizeof head - 1) != 0)
		return SQLITE_ERROR;
	c->at = c->text + sizeof head - 1;
	return next_row(cursor);
}

static int
at_end(sqlite3_vtab_cursor *cursor)
{
	return ((struct told *)cursor)->at == NULL;
}

/* A string of JSON, without its quotes: fact.c escapes no other way. */
static void
tell_string(sqlite3_context *ctx, const char *s, size_t n)
{
	char *out, *o;
	size_t i;

	if (memchr(s, '\\', n) == NULL) {
		sqlite3_result_text(ctx, s, n, SQLITE_TRANSIENT);
		return;
	}
	o = out = xrealloc(NULL, n + 1);
	for (i = 0; i < n; i++)
		if (s[i] != '\\') {
			*o++ = s[i];
		} else if (s[++i] == 'u' && i + 4 < n) {
			*o++ = strtol((const char[]){ s[i + 3], s[i + 4], '\0' }, NULL, 16);
			i += 4;
		} else
			*o++ = s[i];
	sqlite3_result_text(ctx, out, o - out, free);
}

static int
tell_column(sqlite3_vtab_cursor *cursor, sqlite3_context *ctx, int column)
{
	const struct told *c = (const struct told *)cursor;
	const char *s;
	size_t n;

	if (column == PLACE) {
		sqlite3_result_int64(ctx, c->place);
		return SQLITE_OK;
	}
	if (column >= FACT || (n = c->len[column - FIRST_WORD]) == 0)
		return SQLITE_OK;
	s = c->word[column - FIRST_WORD];
	if (*s == '"')
		tell_string(ctx, s + 1, n - 2);
	else if (*s == '[')
		sqlite3_result_text(ctx, s, n, SQLITE_TRANSIENT);
	else if (*s != 'n')			/* null */
		sqlite3_result_int64(ctx, strtoll(s, NULL, 10));
	return SQLITE_OK;
}

static int
tell_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
	*id = ((struct told *)cursor)->place;
	return SQLITE_OK;
}

int
told_table(struct store *st)
{
	static const sqlite3_module module = {
		.xConnect = connect_table, .xBestIndex = plan, .xDisconnect = disconnect_table,
		.xOpen = open_cursor, .xClose = close_cursor, .xFilter = begin,
		.xNext = next_row, .xEof = at_end, .xColumn = tell_column, .xRowid = tell_rowid,
	};

	if (sqlite3_create_module(st->db, "told", &module, NULL) != SQLITE_OK)
		return store_fail(st, "told");
	return 0;
}
