#include "alarmed.h"

/* What is told of alarms, and when. */

static void
test_push(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	check(st, 1);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5");
	CHECK_STR(ask(st, &titles, NULL), "Mail of example.org fails");
	CHECK_STR(ask(st, &messages, NULL), "5 of 100 messages fail DMARC, 5.00" NBSP "%; the limit "
	    "is 5" NBSP "%. Since 2024-10-03.");
	CHECK_STR(ask(st, &links, NULL),
	    "records.html?domain=example.org&from=2024-09-28&to=2024-10-04&dmarc=fail");
	put(st, "example.org", 1, -1, 2, 0);			/* not yet told: told as it is */
	check(st, 2);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 7");
	CHECK(strstr(ask(st, &messages, NULL), "7 of 102 messages fail DMARC, 6.86" NBSP "%;") != NULL);
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
	const struct alarm_limits limits = defaults();
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
	CHECK_STR(ask(st, &titles, NULL), "Mail of example.org fails");
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
	struct stored kept;

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
	kept = put(st, "example.org", 1, -1, 5, 95);
	check(st, 0);
	CHECK(store_exec(st, &sql_push_claim, ARGS(INT("id", 1))) == 0);
	CHECK(store_delete(st, kept.id, &gone) == 0);
	check(st, 2);
	run(st, &deliver, 3);
	put(st, "example.org", 1, -1, 5, 95);
	check(st, 4);						/* again, and told already */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
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

TEST_MAIN(test_push, test_waiting, test_push_off, test_late, test_flight, test_flood)
