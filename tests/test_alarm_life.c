#include "alarmed.h"

/* What becomes of an alarm, and what is told of it. */

static void
test_push(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	check(st, 1);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5");
	CHECK_STR(ask(st, &titles, NULL), "example.org: 5 % of messages fail DMARC");
	CHECK_STR(ask(st, &messages, NULL), "5 of 100 messages of example.org fail DMARC; the limit "
	    "is 5 %. The first are of 2024-10-03.");
	CHECK_STR(ask(st, &links, NULL),
	    "records.html?domain=example.org&from=2024-09-28&to=2024-10-04&dmarc=fail");
	put(st, "example.org", 1, -1, 2, 0);			/* not yet told: told as it is */
	check(st, 2);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7");
	CHECK_STR(ask(st, &titles, NULL), "example.org: 6.86 % of messages fail DMARC");
	run(st, &deliver, 3);
	put(st, "example.org", 1, -2, 6, 100);
	check(st, 4);						/* 13: less than twice */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7 sent");
	put(st, "example.org", 1, -2, 1, 0);
	check(st, DAY - 1);					/* twice, but told within the day */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7 sent");
	check(st, DAY + 2);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7 sent");
	check(st, DAY + 3);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7 sent; fail_rate warn 14");
	run(st, &deliver, DAY + 3);
	put(st, "example.org", 1, -1, 26, 0);			/* worse: at once */
	check(st, DAY + 4);
	CHECK_STR(ask(st, &pushes, NULL),
	    "fail_rate warn 7 sent; fail_rate warn 14 sent; fail_rate crit 40");
	run(st, &deliver, DAY + 4);
	put(st, "example.org", 1, -1, 0, 300);			/* better: nothing */
	check(st, 3 * DAY);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org warn 40/535 of 500 since -2");
	CHECK_STR(ask(st, &pushes, NULL),
	    "fail_rate warn 7 sent; fail_rate warn 14 sent; fail_rate crit 40 sent");
	put(st, "example.org", 1, -1, 45, 0);			/* worse again, days later */
	put(st, "example.org", 2, -1, 45, 0);
	check(st, 3 * DAY + 1);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7 sent; fail_rate warn 14 sent; "
	    "fail_rate crit 40 sent; fail_rate crit 130; source_fail warn 85");
	store_close(st);
}

/* Worse, then better, before anything was told: one message, as it is now. */
static void
test_waiting(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 40, 60);
	check(st, 0);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate crit 40");
	put(st, "example.org", 1, -1, 0, 400);
	check(st, 60);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 40");
	run(st, &deliver, 61);
	put(st, "example.org", 1, -1, 9, 0);
	put(st, "example.org", 2, -1, 49, 0);
	check(st, 120);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 40 sent; fail_rate crit 98");
	put(st, "example.org", 1, -1, 0, 1000);			/* that warning was told */
	check(st, 180);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 40 sent");
	store_close(st);
}

/* Pushing off and on again delivers no old news, but what a shell without the settings found. */
static void
test_push_off(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	CHECK(alarm_check(st, &limits, NOON, 0) == 0);
	check(st, DAY);
	CHECK_STR(ask(st, &pushes, NULL), "");
	put(st, "example.org", 1, -1, 5, 95);
	check(st, DAY + 60);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 10");
	store_close(st);
	st = new();
	put(st, "example.org", 1, -1, 5, 95);
	put(st, "example.net", 2, -1, 5, 95);
	CHECK(alarm_check(st, &limits, NOON, 0) == 0);
	act(st, 1, "close", 30);
	check(st, 60);
	CHECK_STR(ask(st, &titles, NULL), "example.org: 5 % of messages fail DMARC");
	check(st, 120);
	CHECK_STR(ask(st, &count_pushes, NULL), "1");
	store_close(st);
}

/* Told late is told all the same: a day counts from then. */
static void
test_late(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	run(st, &deliver, 23 * HOUR);
	put(st, "example.org", 1, -1, 6, 95);
	check(st, 25 * HOUR);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	check(st, 47 * HOUR);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent; fail_rate warn 11");
	store_close(st);
}

/* While it is being delivered, news stays what it is: nobody knows whether it arrived. */
static void
test_flight(void)
{
	struct store *st = new();
	struct stored gone;
	int64_t id;

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	CHECK(store_exec(st, &sql_push_claim, ARGS(INT("id", 1))) == 0);
	put(st, "example.org", 1, -1, 40, 0);
	check(st, 2);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5");
	run(st, &deliver, 3);
	check(st, 4);						/* crit was not told */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent; fail_rate crit 45");
	store_close(st);
	st = new();
	id = put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	CHECK(store_exec(st, &sql_push_claim, ARGS(INT("id", 1))) == 0);
	CHECK(store_delete(st, id, &gone) == 0);
	check(st, 2);
	run(st, &deliver, 3);
	put(st, "example.org", 1, -1, 5, 95);
	check(st, 4);						/* again, and told already */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	store_close(st);
}

/* Sums too large to be told exactly end at the largest that is, and a part is no more than all. */
static void
test_huge(void)
{
	const int64_t huge = (INT64_C(1) << 53) - 1;
	struct store *st = new();

	put_named(st, &(struct made){ "example.org", 1, -1, huge, huge, DISPOSITION_REJECT }, "a");
	put_named(st, &(struct made){ "example.org", 1, -1, huge, 0, DISPOSITION_QUARANTINE }, "b");
	put_named(st, &(struct made){ "example.org", 2, -2, huge, huge, DISPOSITION_REJECT }, "c");
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, "disposition"), "disposition example.org warn "
	    "9007199254740991/9007199254740991 of 20 since -2");
	CHECK_STR(ask(st, &open_ones, "fail_rate"), "fail_rate example.org crit "
	    "9007199254740991/9007199254740991 of 1500 since -2");
	check(st, 60);
	store_close(st);
}

/* A clock that was years ahead keeps nothing quiet for as long. */
static void
test_clock(void)
{
	const int64_t ahead = 1000 * DAY;
	struct store *st = new();
	struct stored gone;
	int64_t id;

	id = put(st, "example.org", 1, 999, 5, 95);
	CHECK(store_exec(st, &refuse, ARGS(TEXT("file", "a.zip"), INT("now", NOON + ahead))) == 0);
	check(st, ahead);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5; import_failed warn 1");
	run(st, &deliver, ahead);
	CHECK(store_delete(st, id, &gone) == 0);
	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org warn 5/100 of 500 since -1");
	put(st, "example.org", 1, -1, 6, 95);
	check(st, 60);
	CHECK_STR(ask(st, &pushes, NULL),
	    "fail_rate warn 5 sent; import_failed warn 1 sent; fail_rate warn 11");
	store_close(st);
}

static void
test_forgotten(void)
{
	static const struct { int64_t after; const char *touch, *all, *pushes; } cases[] = {
		{ HOUR - 1, NULL, "", "" },
		{ HOUR, NULL, "1 resolved", "" },
		{ 60, "seen", "1 resolved seen", "" },
		{ 60, "close", "1 resolved seen closed", "" },
		{ 60, "mute", "1 resolved muted", "" },
		{ 60, "sent", "1 resolved", "fail_rate warn 5 sent" },
	};
	struct stored gone;
	struct store *st;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		st = new();
		id = put(st, "example.org", 1, -1, 5, 95);
		check(st, 0);
		if (cases[i].touch != NULL && strcmp(cases[i].touch, "sent") == 0)
			run(st, &deliver, 1);
		else if (cases[i].touch != NULL)
			act(st, 1, cases[i].touch, 1);
		CHECK(store_delete(st, id, &gone) == 0);
		check(st, cases[i].after);
		CHECK_STR(ask(st, &all_ones, NULL), cases[i].all);
		CHECK_STR(ask(st, &pushes, NULL), cases[i].pushes);
		store_close(st);
	}
}

/* What comes back is another alarm, not told again the same day; muted it stays muted. */
static void
test_again(void)
{
	struct store *st = new();
	struct stored gone;
	int64_t id = put(st, "example.org", 1, -1, 5, 95);

	check(st, 0);
	run(st, &deliver, 0);
	CHECK(store_delete(st, id, &gone) == 0);
	check(st, 60);
	CHECK_STR(ask(st, &times, NULL), "0 0 60");
	id = put(st, "example.org", 1, -1, 5, 95);
	check(st, 120);
	CHECK_STR(ask(st, &all_ones, NULL), "1 resolved; 2 open");
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	check(st, 2 * DAY);					/* it was told, as the other one */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	act(st, 2, "mute", 2 * DAY);
	CHECK(store_delete(st, id, &gone) == 0);
	check(st, 2 * DAY + 1);
	put(st, "example.org", 1, -1, 5, 95);
	check(st, 2 * DAY + 2);
	CHECK_STR(ask(st, &all_ones, NULL), "1 resolved; 2 resolved muted; 3 open muted");
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	store_close(st);
}

static void
test_changed(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 10);
	check(st, 20);
	CHECK_STR(ask(st, &times, NULL), "10 10 -");
	check(st, DAY);						/* another window, the same in it */
	CHECK_STR(ask(st, &times, NULL), "10 10 -");
	CHECK(strstr(ask(st, &links, NULL), "from=2024-09-29&to=2024-10-05") != NULL);
	put(st, "example.org", 1, -1, 0, 1);
	put(st, "example.org", 1, -1, 1, 0);
	check(st, DAY + 1);
	CHECK_STR(ask(st, &times, NULL), "10 86401 -");
	check(st, 9 * DAY);
	CHECK_STR(ask(st, &times, NULL), "10 86401 777600");
	store_close(st);
}

static void
test_mute(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	act(st, 1, "mute", 1);
	check(st, 2);
	CHECK_STR(ask(st, &pushes, NULL), "");			/* what waited is taken back */
	put(st, "example.org", 1, 0, 45, 0);
	check(st, 3);
	CHECK_STR(ask(st, &open_ones, "fail_rate"), "fail_rate example.org crit 50/145 of 1500 since -1");
	CHECK_STR(ask(st, &pushes, NULL), "source_fail warn 50");
	put(st, "example.org", 2, 4, 40, 0);
	put(st, "example.org", 3, 4, 40, 0);
	put(st, "example.org", 4, 4, 40, 0);
	check(st, 5 * DAY);
	CHECK_STR(ask(st, &open_ones, "fail_rate"), "fail_rate example.org crit 170/265 of 1500 since -1");
	CHECK_STR(ask(st, &pushes, NULL), "source_fail warn 50");
	put(st, "example.org", 5, 4, 40, 0);
	put(st, "example.org", 6, 4, 30, 0);
	check(st, 7 * DAY);
	CHECK_STR(ask(st, &pushes, NULL), "");			/* one muted, the other over */
	put(st, "example.org", 7, 4, 40, 0);
	put(st, "example.org", 8, 4, 40, 0);
	put(st, "example.org", 9, 4, 40, 0);
	put(st, "example.org", 10, 4, 30, 0);
	check(st, 7 * DAY + 1);					/* heard again: twice the 170 */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate crit 340");
	store_close(st);
	st = new();
	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	run(st, &deliver, 0);
	act(st, 1, "mute", 1);
	put(st, "example.org", 1, 0, 40, 0);
	check(st, 3);
	act(st, 1, "unmute", 4);				/* it did grow worse meanwhile */
	check(st, 5);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent; fail_rate crit 45");
	store_close(st);
}

static void
test_close(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 6, 94);
	check(st, 0);
	run(st, &deliver, 0);
	put(st, "example.org", 1, -1, 4, 96);
	act(st, 1, "seen", 1);
	check(st, 2);
	CHECK_STR(ask(st, &all_ones, NULL), "1 open seen");
	act(st, 1, "close", 3);					/* at 10 */
	put(st, "example.org", 1, -1, 9, 91);
	check(st, 2 * DAY);					/* 19: thrice what was told */
	CHECK_STR(ask(st, &all_ones, NULL), "1 open seen closed");
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 6 sent");
	put(st, "example.org", 1, -1, 1, 99);
	check(st, 2 * DAY + 1);
	CHECK_STR(ask(st, &all_ones, NULL), "1 open");
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 6 sent; fail_rate warn 20");
	act(st, 1, "close", 2 * DAY + 2);
	put(st, "example.org", 1, -1, 13, 0);
	put(st, "example.org", 2, -1, 39, 0);
	check(st, 2 * DAY + 3);					/* crit */
	CHECK_STR(ask(st, &all_ones, NULL), "1 open");
	CHECK(strstr(ask(st, &pushes, NULL), "fail_rate crit 72") != NULL);
	store_close(st);
}

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
	CHECK_STR(ask(st, &messages, NULL), "2 fetches in a row failed, since 2024-10-04 12:00 UTC: "
	    "it did not work");
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
	CHECK_STR(ask(st, &titles, NULL), "2 reports could not be imported");
	check(st, 7 * DAY);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

/* A report of the day before, imported at that time. */
static void
arrives(struct store *st, int day, int64_t at)
{
	int64_t id = put(st, "example.org", 1, day, 0, 10);

	CHECK(store_exec(st, &import_at, ARGS(INT("id", id), INT("now", NOON + at))) == 0);
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
	CHECK_STR(ask(st, &titles, NULL), "No new reports for 48 hours");
	arrives(st, -30, 49 * HOUR);				/* a back-fill ends no silence */
	check(st, 50 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "no_reports  warn 50/- of 48 since 0");
	arrives(st, 1, 51 * HOUR);
	check(st, 51 * HOUR);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

/* Text from outside is no more than text. */
static void
test_hostile(void)
{
	struct store *st = new();

	put(st, "a&b=\"\xe2\x80\xae\r\n<i>.example", 1, -1, 10, 90);
	check(st, 0);
	CHECK_STR(ask(st, &titles, NULL), "a&b=\"%E2%80%AE%0D%0A<i>.example: 10 % of messages fail DMARC");
	CHECK(strstr(ask(st, &links, NULL),
	    "?domain=a%26b%3D%22%E2%80%AE%0D%0A%3Ci%3E.example&from=") != NULL);
	CHECK(strchr(ask(st, &messages, NULL), '\n') == NULL);
	store_close(st);
}

/* Of a flood the worst are told, and how many more. */
static void
test_flood(void)
{
	struct store *st = new();
	char name[32];
	int i;

	for (i = 0; i < 25; i++) {
		snprintf(name, sizeof name, "d%02d.example", i);
		put(st, name, i + 1, -1, 10 + i, 100);
	}
	check(st, 0);
	ask(st, &pushes, NULL);
	CHECK(strstr(said, "warn") != NULL && strstr(said, "more warn 5") != NULL);
	CHECK_STR(ask(st, &count_pushes, NULL), "21");
	CHECK(strstr(ask(st, &titles, NULL), "; 5 more alarms") != NULL);
	CHECK(strstr(said, "d24.") != NULL && strstr(said, "d04.") == NULL);
	check(st, 60);
	CHECK_STR(ask(st, &count_pushes, NULL), "21");
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

	CHECK(alarm_limits_read(&lim) == 0 && memcmp(&lim, &limits, sizeof lim) == 0);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		setenv(wrong[i].name, wrong[i].value, 1);
		CHECK(alarm_limits_read(&lim) == -1 && err_kind() == ERR_SETTING);
		CHECK(strstr(err_text(), wrong[i].name) != NULL || strstr(err_text(), "CRIT") != NULL);
		unsetenv(wrong[i].name);
	}
	setenv("ALARM_FAIL_RATE_WARN", "15", 1);		/* as the other: all are grave */
	CHECK(alarm_limits_read(&lim) == 0 && lim.warn == 1500);
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

/* Undone, nothing of it is left, and the next one goes on. */
static void
test_undo(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	CHECK(store_enter(st) == 0 && store_enter(st) == 0);
	run(st, &run_job, 0);
	CHECK_STR(ask(st, &count_jobs, NULL), "1");
	store_undo(st);
	store_undo(st);
	CHECK_STR(ask(st, &count_jobs, NULL), "0");
	CHECK(store_commit(st) == 0);
	put(st, "example.org", 2, -1, 5, 95);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org warn 10/200 of 500 since -1");
	store_close(st);
}

TEST_MAIN(test_push, test_waiting, test_push_off, test_late, test_flight, test_huge, test_clock,
    test_forgotten, test_again, test_changed, test_mute, test_close, test_fetch, test_refused, test_silence, test_hostile,
    test_flood, test_settings, test_after, test_undo)
