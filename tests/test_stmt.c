#include "err.h"
#include "sql.h"
#include "sqlite.h"
#include "store.h"
#include "test.h"

/* The statements of sql/, as they are prepared, bound and run. */

static char shown[256];

static int
keep(void *arg, const char *s, size_t n)
{
	(void)arg;
	snprintf(shown, sizeof shown, "%.*s", (int)n, s);
	return 0;
}

/* A value goes where its name says, whoever ran the statement before, in whatever order. */
static void
test_values_by_name(void)
{
	static const struct sql refused = { "refused", "SELECT group_concat(via || ' ' || "
	    "ifnull(job, '-') || ' ' || file || ' ' || ifnull(part, '-') || ' ' || code, ', ') "
	    "FROM refused" };
	struct store *st = store_open(":memory:", STORE_WRITE);

	CHECK(store_change(st, &sql_add_refused, ARGS(TEXT("via", "imap"), INT("job", 7),
	    TEXT("file", "mail 1"), TEXT("part", "x.zip"), TEXT("code", "limit"),
	    TEXT("message", "too large"))) == 0);
	CHECK(store_change(st, &sql_add_refused, ARGS(TEXT("via", "webhook"),
	    TEXT("file", "up.zip"), TEXT("part", "42"), INT("job", 8), TEXT("message", "no"),
	    TEXT("code", "empty"))) == 0);
	CHECK(store_change(st, &sql_add_refused, ARGS(TEXT("message", "cut"),
	    TEXT("code", "limit"), TEXT("file", "a.xml"), TEXT("via", "webhook"))) == 0);
	CHECK(store_query(st, &refused, NULL, keep, NULL) == 0);
	CHECK_STR(shown, "imap 7 mail 1 x.zip limit, webhook 8 up.zip 42 empty, "
	    "webhook - a.xml - limit");
	store_close(st);
}

/* A statement may fail for what it is given, not for how it is written. */
static int
well_written(struct store *st, const struct sql *sql, const struct arg *args)
{
	static const char *const faults[] = { "syntax", "no such", "wrong number", "misuse",
	    "ambiguous", "incomplete" };
	size_t i;

	if (store_exec(st, sql, args) == 0)
		return 1;
	for (i = 0; i < sizeof faults / sizeof *faults; i++)
		if (strstr(err_text(), faults[i]) != NULL) {
			printf("%s\n", err_text());
			return 0;
		}
	return 1;
}

static void
test_sql(void)
{
	static const struct arg all[] = { TEXT("domain", "d"), TEXT("header_from", "d"),
	    BLOB("ip", "1234567890123456", 16), TEXT("org", "o"), TEXT("selector", "s"),
	    TEXT("q", "%q%"), INT("bare", 1), { .name = NULL } };
	struct store *st = store_open(":memory:", STORE_WRITE);
	const struct sql *const *const lists[] = { sql_all, sqlite_all }, *const *q;
	size_t i;

	CHECK(store_exec(st, &sql_temp_result, NULL) == 0);
	CHECK(store_exec(st, &sql_temp_situation, NULL) == 0);
	CHECK(store_exec(st, &sqlite_temp_expired, NULL) == 0);
	for (i = 0; i < 2; i++)
		for (q = lists[i]; *q != NULL; q++) {
			CHECK(well_written(st, *q, NULL));
			CHECK(well_written(st, *q, all));
		}
	store_close(st);
}

TEST_MAIN(test_sql, test_values_by_name)
