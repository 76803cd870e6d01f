#include "engine.h"
#include "err.h"
#include "store_stmt.h"

/* What a store is asked: by a statement, which may be told facts, or of the engine itself. */
sqlite3_stmt *
store_prepare(struct store *st, const struct sql *sql, const struct arg *args)
{
	struct stmt *s = stmt_find(st, sql, args);

	return s == NULL || stmt_bind(st, s, args) == -1 ? NULL : s->sqlite;
}

static int
read_words(struct store *st, struct stmt *s, struct store_word *words, int n)
{
	sqlite3_stmt *q = s->sqlite;
	int i, type;

	for (i = 0; i < n; i++) {
		type = sqlite3_column_type(q, i);
		words[i].text = type == SQLITE_BLOB ? sqlite3_column_blob(q, i) :
		    (const char *)sqlite3_column_text(q, i);
		words[i].len = sqlite3_column_bytes(q, i);
		if (words[i].text == NULL && type != SQLITE_NULL && type != SQLITE_BLOB)
			return store_fail(st, s->sql->name);
	}
	return 0;
}

static int
run(struct store *st, struct stmt *s, const struct arg *args, store_words row, void *arg)
{
	int rc, n = sqlite3_column_count(s->sqlite), rv = -1;
	struct store_word words[STORE_COLUMNS];

	if (stmt_bind(st, s, args) == -1)
		return -1;
	n = n < STORE_COLUMNS ? n : STORE_COLUMNS;
	while ((rc = sqlite3_step(s->sqlite)) == SQLITE_ROW)
		if (read_words(st, s, words, n) == -1 || row(arg, words, n) == -1)
			goto out;
	rv = rc == SQLITE_DONE ? 0 : store_fail(st, s->sql->name);
out:
	sqlite3_reset(s->sqlite);
	sqlite3_clear_bindings(s->sqlite);	/* frees what it was told */
	return rv;
}

/*
 * All facts of one question, and the statement that is told them, are of one
 * moment: store_begin_reading() opens a transaction (1) unless one is open (0).
 */
int
store_begin_reading(struct store *st)
{
	if (!sqlite3_get_autocommit(st->db))
		return 0;
	return store_run(st, "BEGIN") == -1 ? -1 : 1;
}

/* However it went: the error that is set stays. */
void
store_end_reading(struct store *st, int began)
{
	if (began)
		sqlite3_exec(st->db, "COMMIT", NULL, NULL, NULL);
}

int
store_rows(struct store *st, const struct sql *sql, const struct arg *args, store_words row,
    void *arg)
{
	struct stmt *s = stmt_find(st, sql, args);
	int rv, began;

	if (s == NULL)
		return -1;
	if (!s->told)
		return run(st, s, args, row, arg);
	if ((began = store_begin_reading(st)) == -1)
		return -1;
	rv = run(st, s, args, row, arg);
	store_end_reading(st, began);
	return rv;
}

struct first {				/* whom the first word of each row is handed */
	store_row	 row;
	void		*arg;
};

static int
hand_on(void *arg, const struct store_word *words, int n)
{
	const struct first *f = arg;

	(void)n;
	return f->row(f->arg, words->text != NULL ? words->text : "", words->len);
}

int
store_query(struct store *st, const struct sql *sql, const struct arg *args,
    store_row row, void *arg)
{
	return store_rows(st, sql, args, hand_on, &(struct first){ row, arg });
}

static int
no_row(void *arg, const struct store_word *words, int n)
{
	(void)arg, (void)words, (void)n;
	return 0;
}

int
store_exec(struct store *st, const struct sql *sql, const struct arg *args)
{
	return store_rows(st, sql, args, no_row, NULL);
}

int
store_tell(struct store *st, const char *name, const struct arg *args, struct fact *f)
{
	struct question asked = { .args = args };
	int rv, began = store_begin_reading(st);

	if (began == -1)
		return -1;
	rv = st->engine->ask(st, &asked, name, f);
	question_end(&asked);
	fact_end(f);
	store_end_reading(st, began);
	return rv == 1 ? fail(ERR_SYSTEM, "there is no fact %s", name) : rv;
}

int
store_senders(struct store *st, const struct arg *args, struct senders_told *told,
    struct arena *mem)
{
	struct question asked = { .args = args };
	int rv, began = store_begin_reading(st);

	if (began == -1)
		return -1;
	rv = st->engine->senders(st, &asked, told, mem);
	question_end(&asked);
	store_end_reading(st, began);
	return rv;
}

int
store_stream(struct store *st, const char *name, const struct arg *args, store_words row,
    void *arg)
{
	struct question asked = { .args = args };
	int rv, began = store_begin_reading(st);

	if (began == -1)
		return -1;
	rv = st->engine->stream(st, &asked, name, row, arg);
	question_end(&asked);
	store_end_reading(st, began);
	return rv;
}
