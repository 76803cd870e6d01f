#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "arena.h"
#include "err.h"
#include "filter.h"
#include "readiness.h"
#include "sql.h"
#include "stored.h"
#include "test.h"

/*
 * SQLite runs out of memory at every place where it takes some, for each
 * question of the pages: the answer is the right one or none.
 */
#define TODAY		20000
#define FACETS		3	/* of questions[] */
#define STEP		37
#define LOOKASIDE	8192	/* bytes that a connection may keep for the next time */

static struct {
	sqlite3_mem_methods real;
	sqlite3_int64	 n;			/* taken since it was set to 0 */
	sqlite3_int64	 at, to;		/* those that fail */
} memory;

static int
fails(void)
{
	memory.n++;
	return memory.n >= memory.at && memory.n <= memory.to;
}

static void *
take(int n)
{
	return fails() ? NULL : memory.real.xMalloc(n);
}

static void *
retake(void *p, int n)
{
	return fails() ? NULL : memory.real.xRealloc(p, n);
}

static const struct question {
	const struct sql *sql;
	const char	*query;
	unsigned int	 takes;
} questions[] = {
	{ &sql_summary, "range=30d", TAKES_FILTERS },
	{ &sql_summary, "range=all&domain=sender.example&ip=192.0.2.0/24&org=Reporter&q=sel",
	    TAKES_FILTERS },
	{ &sql_summary, "range=all&selector=sel&header_from=news.sender.example", TAKES_FILTERS },
	{ &sql_facets, "range=all", TAKES_FILTERS },
	{ &sql_group, "range=all&by=ip&sort=key", TAKES_FILTERS | TAKES(BY) | TAKES(SORT_GROUP) },
	{ &sql_group, "range=all&by=org", TAKES_FILTERS | TAKES(BY) },
	{ &sql_group, "range=all&by=domain&policy=reject", TAKES_FILTERS | TAKES(BY) | TAKES(POLICY) },
	{ &sql_group, "range=all&by=selector", TAKES_FILTERS | TAKES(BY) },
	{ &sql_records, "range=all", TAKES_FILTERS | TAKES(SORT_RECORDS) },
	{ &sql_records, "range=all&sort=ip&q=sel", TAKES_FILTERS | TAKES(SORT_RECORDS) },
	{ &sql_reports, "range=all&sort=org", TAKES_FILTERS | TAKES(SORT_REPORTS) },
	{ &sql_reports, "report=1", TAKES_FILTERS },
	{ &sql_record, "", 0 },
	{ &sql_report, "", 0 },
	{ NULL, "range=all&selector=sel", TAKES_FILTERS },	/* the CSV */
	{ &sql_alarms, "state=all", TAKES(STATE) },
	{ &sql_healthz, "", 0 },
};

struct answer {
	char	*text;
	size_t	 n;
};

static int
keep(void *arg, const char *s, size_t n)
{
	struct answer *a = arg;

	a->text = xrealloc(a->text, a->n + n + 1);
	memcpy(a->text + a->n, s, n);
	a->n += n;
	a->text[a->n] = '\0';
	return 0;
}

static int
keep_words(void *arg, const struct store_word *words, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (words[i].text != NULL)
			keep(arg, words[i].text, words[i].len);
	return 0;
}

static int
ask(struct store *st, const struct question *q, struct arena *mem, struct answer *a)
{
	struct arg ready[READINESS_ARGS];
	const struct arg *args;

	a->n = 0;
	arena_reset(mem, 0);
	if ((args = filter_parse(q->query, q->takes, TODAY, mem)) == NULL) {
		printf("%s: %s\n", q->query, err_text());
		abort();
	}
	args = args_join(mem, args, ARGS(TEXT("id", "1")));
	if (q->sql == NULL)
		return store_stream(st, "details", args, keep_words, a);
	return readiness_args(ready) == -1 ? -1 :
	    store_query(st, q->sql, args_join(mem, args, ready), keep, a);
}

/* From here on those from at to to fail. */
static void
starve(sqlite3_int64 at, sqlite3_int64 to)
{
	memory.n = 0;
	memory.at = at;
	memory.to = to;
}

/* The right answer, or none. */
static void
compare(const struct question *q, int rv, const struct answer *want, const struct answer *got)
{
	if (rv == -1 || (got->n == want->n && memcmp(got->text, want->text, want->n) == 0)) {
		passed++;
		return;
	}
	printf("%s %s: %lld to %lld of %lld: %.200s\n", q->sql != NULL ? q->sql->name : "details", q->query, memory.at,
	    memory.to, memory.n, got->text);
	failed++;
}

/* How many there were. */
static sqlite3_int64
try(struct store *st, const struct question *q, struct arena *mem, const struct answer *want,
    struct answer *got, sqlite3_int64 at, sqlite3_int64 to)
{
	sqlite3_int64 n;

	starve(at, to);
	compare(q, ask(st, q, mem, got), want, got);
	n = memory.n;
	starve(INT64_MAX, INT64_MAX);
	return n;
}

static void
sweep(struct store *st, const struct question *q)
{
	struct answer want = { NULL, 0 }, got = { NULL, 0 };
	struct arena *mem = arena_new();
	sqlite3_int64 used;
	sqlite3_int64 at, n;

	CHECK(ask(st, q, mem, &want) == 0);
	used = sqlite3_memory_used();
	n = try(st, q, mem, &want, &got, INT64_MAX, INT64_MAX);
	for (at = 1; at <= n; at++) {
		try(st, q, mem, &want, &got, at, at);
		try(st, q, mem, &want, &got, at, INT64_MAX);
	}
	CHECK(sqlite3_memory_used() <= used + LOOKASIDE);
	free(want.text);
	free(got.text);
	arena_free(mem);
}

static void
fill(struct store *st)
{
	static const struct auth two = { .domain = "sender.example", .selector = "sel2",
	    .result = 1 }, one = { .next = (struct auth *)&two, .domain = "sender.example",
	    .selector = "sel", .result = 1 };
	static const struct reason why = { .type = 2, .comment = "a sel" };
	struct report rep = { .org = "Reporter", .begin = TODAY * INT64_C(86400) - 86400,
	    .end = TODAY * INT64_C(86400) - 1,
	    .policy = { .domain = "sender.example", .p = 3, .pct = -1 } };
	struct record recs[3];
	struct stored out;
	char id[8], org[16];
	int i, j;

	for (j = 0; j < 3; j++)
		recs[j] = (struct record){ .source = { { 192, 0, 2, j }, 4 }, .count = 3,
		    .dkim = j + 1, .header_from = "news.sender.example",
		    .auth_dkim = (struct auth *)&one, .reasons = (struct reason *)&why };
	for (i = 0; i < 4; i++) {
		snprintf(id, sizeof id, "r%d", i);
		snprintf(org, sizeof org, "Reporter%.*s", i > 2, "2");
		rep.report_id = id;
		rep.org = org;
		CHECK(put_few(st, &rep, recs, 3, &out) == 0);
	}
	CHECK(store_commit(st) == 0);
}

static void
test_questions(void)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	size_t i;

	fill(st);
	for (i = 0; i < sizeof questions / sizeof *questions; i++)
		sweep(st, &questions[i]);
	store_close(st);
	CHECK(sqlite3_memory_used() == 0);
}

/* A reader that opens the database for its question: some of very many places. */
static void
open_and_ask(const char *db, const struct answer *want, struct arena *mem)
{
	const struct question *q = &questions[FACETS];
	struct answer got = { NULL, 0 };
	sqlite3_int64 at = 0, n = 0;
	struct store *st;

	do {
		starve(at > 0 ? at : INT64_MAX, at);
		st = store_open(db, STORE_READ);
		compare(q, st != NULL ? ask(st, q, mem, &got) : -1, want, &got);
		n = at > 0 ? n : memory.n;
		starve(INT64_MAX, INT64_MAX);
		store_close(st);
		at += STEP;
	} while (at <= n);
	CHECK(n > 100 * STEP);
	free(got.text);
}

static void
test_opening(void)
{
	static const char *const files[] = { "", "-wal", "-shm" };
	char folder[] = "/tmp/dmarc-test-XXXXXX", db[64], name[80];
	struct answer want = { NULL, 0 };
	struct arena *mem = arena_new();
	struct store *st;
	size_t i;

	CHECK(mkdtemp(folder) != NULL);
	snprintf(db, sizeof db, "%s/dmarc.db", folder);
	CHECK((st = store_open(db, STORE_WRITE)) != NULL);
	fill(st);
	CHECK(ask(st, &questions[FACETS], mem, &want) == 0);
	store_close(st);
	open_and_ask(db, &want, mem);
	for (i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s%s", db, files[i]);
		CHECK(unlink(name) == 0);
	}
	snprintf(name, sizeof name, "%s-writer.lock", db);
	CHECK(unlink(name) == 0 && rmdir(folder) == 0);
	free(want.text);
	arena_free(mem);
}

int
main(void)
{
	sqlite3_mem_methods ours;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
	ours = memory.real;
	ours.xMalloc = take;
	ours.xRealloc = retake;
	starve(INT64_MAX, INT64_MAX);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
	test_questions();
	test_opening();
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
