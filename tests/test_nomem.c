#include <stdlib.h>

#include <sqlite3.h>

#include "arena.h"
#include "err.h"
#include "filter.h"
#include "judge.h"
#include "sql.h"
#include "stored.h"
#include "test.h"

/*
 * SQLite runs out of memory at every place where it takes some, for each
 * question of the pages: the answer is the right one or none.
 */
#define TODAY		20000
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
	{ &sql_records_csv, "range=all&selector=sel", TAKES_FILTERS },
	{ &sql_reports, "range=all&sort=org", TAKES_FILTERS | TAKES(SORT_REPORTS) },
	{ &sql_reports, "report=1", TAKES_FILTERS },
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
ask(struct store *st, const struct question *q, struct arena *mem, struct answer *a)
{
	struct arg args[FILTER_ARGS + JUDGE_ARGS];
	struct filter f;
	size_t n;

	a->n = 0;
	arena_reset(mem, 0);
	if (filter_parse(&f, q->query, q->takes, TODAY, mem) == -1) {
		printf("%s: %s\n", q->query, err_text());
		abort();
	}
	for (n = 0; f.args[n].name != NULL; n++)
		args[n] = f.args[n];
	return judge_args(args + n) == -1 ? -1 : store_query(st, q->sql, args, keep, a);
}

/* What comes when the takings from at to to fail; how many there were. */
static sqlite3_int64
try(struct store *st, const struct question *q, struct arena *mem, const struct answer *want,
    struct answer *got, sqlite3_int64 at, sqlite3_int64 to)
{
	int rv;

	memory.n = 0;
	memory.at = at;
	memory.to = to;
	rv = ask(st, q, mem, got);
	memory.at = INT64_MAX;
	if (rv == 0 && (got->n != want->n || memcmp(got->text, want->text, want->n) != 0)) {
		printf("%s %s: %lld to %lld of %lld: %.200s\n", q->sql->name, q->query, at, to,
		    memory.n, got->text);
		failed++;
	} else
		passed++;
	return memory.n;
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

int
main(void)
{
	sqlite3_mem_methods ours;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
	ours = memory.real;
	ours.xMalloc = take;
	ours.xRealloc = retake;
	memory.at = INT64_MAX;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
	test_questions();
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
