#include "alarmed.h"
#include "engine.h"

/* The seam to where reports are kept: which one it is, and the order of what is written and told. */

SQL(put_job, INSERT INTO job (by, state, started) VALUES ('page', 'done', 1));

/* Where reports are kept is told by an address; one that nobody knows is named. */
static void
test_address(void)
{
	CHECK(store_open("clickhouse://localhost/dmarc", STORE_READ) == NULL);
	CHECK(err_kind() == ERR_SETTING && strstr(err_text(), "clickhouse://") != NULL);
	CHECK(store_open("clickhouse://localhost/dmarc", STORE_WRITE) == NULL);
	CHECK(engine_find("/var/lib/dmarc.db") == &engine_sqlite);
	CHECK(engine_find("/srv/a://b/dmarc.db") == &engine_sqlite);
	CHECK(engine_find("click-house://x") == NULL);
	CHECK(engine_find("://x") == NULL);
}

static int committed;		/* by the engine, when the state was not yet */

static int
commit_late(struct store *st)
{
	int rv = engine_sqlite.commit(st);

	committed += !sqlite3_get_autocommit(st->db);
	return rv;
}

static int
commit_never(struct store *st)
{
	(void)st;
	return fail(ERR_SYSTEM, "the engine is away");
}

/* Facts first, state second: what the engine does not keep, the state forgets as well. */
static void
test_facts_first(void)
{
	struct store *st = new();
	struct engine engine = engine_sqlite;
	int64_t n = -1;

	st->engine = &engine;
	engine.commit = commit_never;
	CHECK(store_change(st, &put_job, NULL) == -1);
	CHECK_STR(err_text(), "the engine is away");
	CHECK(store_query(st, &count_jobs, NULL, store_get_int, &n) == 0 && n == 0);
	engine.commit = commit_late;
	CHECK(store_change(st, &put_job, NULL) == 0 && committed == 1);
	CHECK(store_query(st, &count_jobs, NULL, store_get_int, &n) == 0 && n == 1);
	st->engine = &engine_sqlite;
	store_close(st);
}

static struct store *other;	/* a second connection: it writes while the first fact is told */
static int asked;

static int
ask_late(struct store *st, struct question *q, const char *name, struct fact *f)
{
	int rv = engine_sqlite.ask(st, q, name, f);

	if (asked++ == 0)
		put(other, "example.net", 1, -1, 900, 100);
	return rv;
}

/* What a statement is told and what it reads are of one moment; the next is of another. */
static void
test_moments(struct store *st)
{
	SQL(told, SELECT (SELECT c1 FROM told(:bounds) WHERE c0 = 'kept') || ' of '
	    || (SELECT count(*) FROM report));
	SQL(reports, SELECT count(*) FROM report);
	struct fact f = { .text = NULL };

	CHECK_STR(ask(st, &told, NULL), "0 of 0");
	CHECK(asked == 1);
	CHECK_STR(ask(st, &told, NULL), "1 of 1");
	CHECK(store_tell(st, "bounds", NULL, &f) == 0);
	free(f.text);
	put(other, "example.org", 2, -1, 1, 99);
	CHECK_STR(ask(st, &reports, NULL), "2");
}

/* An alarm is judged by what is there when it is written, whatever was told before. */
static void
test_alarm(struct store *st)
{
	check(st, 0);
	CHECK(asked > 2);
	CHECK_STR(ask(st, &open_ones, "fail_rate"),
	    "fail_rate example.net crit 900/1000 of 1500 since -1");
	asked = 1;
	check(st, 1);
	CHECK(asked == 3);		/* nobody else has written: once each */
}

static void
test_other(void (*test)(struct store *))
{
	char path[] = "/tmp/dmarc-test-XXXXXX", db[sizeof path + 8], rm[sizeof path + 8];
	struct engine late = engine_sqlite;
	struct store *st;

	CHECK(mkdtemp(path) != NULL);
	snprintf(db, sizeof db, "%s/d.db", path);
	st = store_open(db, STORE_WRITE);
	other = store_open(db, STORE_WRITE);
	late.ask = ask_late;
	st->engine = &late;
	asked = 0;
	test(st);
	st->engine = &engine_sqlite;
	store_close(st);
	store_close(other);
	snprintf(rm, sizeof rm, "rm -r %s", path);
	CHECK(system(rm) == 0);
}

static void
test_others(void)
{
	test_other(test_moments);
	test_other(test_alarm);
}

TEST_MAIN(test_address, test_facts_first, test_others)
