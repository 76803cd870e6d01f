#include "alarmed.h"

/* Alarms of the system itself, and when it is looked at. */

static void
job(struct store *st, const char *state, const char *code, int64_t at)
{
	CHECK(store_exec(st, &add_job, ARGS(TEXT("state", state), INT("now", NOON + at),
	    { .name = "code", .type = code != NULL ? ARG_TEXT : ARG_NULL, .ptr = code })) == 0);
	check(st, at);
}

static void
test_fetch(void)
{
	struct store *st = new();

	job(st, "done", NULL, 0);
	job(st, "failed", "away", 1);				/* a hiccup */
	CHECK_STR(ask(st, &open_ones, NULL), "");
	job(st, "done", NULL, 2);
	job(st, "failed", "remote", 3);
	run(st, &run_job, 4);
	check(st, 4);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	job(st, "failed", "away", 5);
	CHECK_STR(ask(st, &open_ones, NULL), "fetch_failed  crit 2/- of 2 since 0");
	CHECK_STR(ask(st, &titles, NULL), "The mailbox cannot be fetched");
	CHECK_STR(ask(st, &messages, NULL),
	    "2 fetches in a row failed: it did not work. Since 2024-10-04 12:00 UTC.");
	job(st, "stopped", NULL, 6);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	job(st, "failed", "setting", 7);			/* certain */
	CHECK_STR(ask(st, &open_ones, NULL), "fetch_failed  crit 1/- of 1 since 0");
	CHECK_STR(ask(st, &details, NULL), "it did not work");
	job(st, "failed", "unauthorized", 8);
	CHECK_STR(ask(st, &open_ones, NULL), "fetch_failed  crit 2/- of 1 since 0");
	check(st, 8 * DAY);					/* nobody fetches any more */
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

static void
test_refused(void)
{
	struct store *st = new();

	CHECK(store_exec(st, &refuse, ARGS(TEXT("file", "a\x1b[1m\xe2\x80\xae.zip"),
	    INT("now", NOON - 8 * DAY))) == 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	CHECK(store_exec(st, &refuse, ARGS(TEXT("file", "a.zip"), INT("now", NOON - DAY))) == 0);
	CHECK(store_exec(st, &refuse, ARGS(TEXT("file", "b\x1b[1m\xe2\x80\xae.zip"),
	    INT("now", NOON))) == 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "import_failed  warn 2/- of 1 since -1");
	CHECK_STR(ask(st, &details, NULL),
	    "b%1B[1m%E2%80%AE.zip: a.xml: line 2: mismatched tag");
	CHECK_STR(ask(st, &titles, NULL), "Reports could not be imported");
	check(st, 7 * DAY);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

/* A report of the day before, imported at that time. */
static void
arrives(struct store *st, int day, int64_t at)
{
	struct stored kept = put(st, "example.org", 1, day, 0, 10);

	CHECK(store_exec(st, &import_at, ARGS(TEXT("id", kept.id), INT("now", NOON + at))) == 0);
}

static void
test_silence(void)
{
	struct store *st = new();

	arrives(st, -1, 0);
	arrives(st, -2, -1 * DAY);
	check(st, 48 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "");		/* two days are no stream */
	arrives(st, -10, -9 * DAY);				/* longer ago than a week */
	arrives(st, -300, -2 * DAY);				/* old ones */
	arrives(st, -6, -2 * DAY);				/* 3 days late */
	check(st, 48 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	arrives(st, -4, -4 * DAY);
	check(st, 48 * HOUR - 1);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	check(st, 48 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "no_reports  warn 48/- of 48 since 0");
	CHECK_STR(ask(st, &titles, NULL), "No new reports");
	arrives(st, -30, 49 * HOUR);				/* a back-fill ends no silence */
	check(st, 50 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "no_reports  warn 50/- of 48 since 0");
	arrives(st, 1, 51 * HOUR);
	check(st, 51 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

static void
test_settings(void)
{
	static const struct { const char *name, *value; } wrong[] = {
		{ "ALARM_WINDOW_DAYS", "0" }, { "ALARM_WINDOW_DAYS", "367" },
		{ "ALARM_FAIL_RATE_WARN", "101" }, { "ALARM_FAIL_RATE_WARN", "15.01" },
		{ "ALARM_FAIL_RATE_CRIT", "4.99" }, { "ALARM_MIN_VOLUME", "0" },
		{ "ALARM_SOURCE_FAIL_MIN", "x" }, { "ALARM_DISPOSITION_MIN", "-1" },
	};
	struct alarm_limits lim;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		setenv(wrong[i].name, wrong[i].value, 1);
		CHECK(alarm_limits_read(&lim) == -1 && err_kind() == ERR_SETTING);
		CHECK(strstr(err_text(), wrong[i].name) != NULL || strstr(err_text(), "CRIT") != NULL);
		unsetenv(wrong[i].name);
	}
	setenv("ALARM_FAIL_RATE_WARN", "15", 1);		/* as the other: all are grave */
	CHECK(alarm_limits_read(&lim) == 0 && lim.of[SETTING_ALARM_FAIL_RATE_WARN] == 1500);
	unsetenv("ALARM_FAIL_RATE_WARN");
}

/* After an import: only if something may have changed. */
static void
test_after(void)
{
	struct store *st = new();
	int today = time(NULL) / DAY - TODAY;

	put(st, "example.org", 1, today - 1, 5, 95);
	alarm_after(st, -1);
	alarm_after(st, TODAY + today - 7);
	CHECK_STR(ask(st, &all_ones, NULL), "");
	alarm_after(st, TODAY + today - 1);
	CHECK_STR(ask(st, &all_ones, NULL), "1 open");
	CHECK_STR(ask(st, &pushes, NULL), "");			/* NTFY_URL is not set */
	setenv("NTFY_URL", "https://ntfy.example/x", 1);
	put(st, "example.net", 1, today - 1, 5, 95);
	alarm_after(st, ALARM_ANY);				/* both: it is set now */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5; fail_rate warn 5");
	unsetenv("NTFY_URL");
	store_close(st);
}

TEST_MAIN(test_fetch, test_refused, test_silence, test_settings, test_after)
