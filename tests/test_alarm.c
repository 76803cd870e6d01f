#include "alarmed.h"

/* What opens an alarm, and what it says. */

static void
test_fail_rate(void)
{
	static const struct { int64_t fail, pass; const char *want; } cases[] = {
		{ 0, 1000, "" }, { 499, 9501, "" },
		{ 500, 9500, "fail_rate example.org warn 500/10000 of 500 since -1" },
		{ 501, 9499, "fail_rate example.org warn 501/10000 of 500 since -1" },
		{ 1499, 8501, "fail_rate example.org warn 1499/10000 of 500 since -1" },
		{ 1500, 8500, "fail_rate example.org crit 1500/10000 of 1500 since -1" },
		{ 1501, 8499, "fail_rate example.org crit 1501/10000 of 1500 since -1" },
		{ 99, 0, "" }, { 50, 49, "" },
		{ 100, 0, "fail_rate example.org crit 100/100 of 1500 since -1" },
		{ 5, 95, "fail_rate example.org warn 5/100 of 500 since -1" },
		{ INT64_C(9000000000000000), 0,
		    "fail_rate example.org crit 9000000000000000/9000000000000000 of 1500 since -1" },
	};
	struct alarm_limits zero = defaults();
	struct store *st;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		st = new();
		put(st, "example.org", 1, -1, cases[i].fail, cases[i].pass);
		check(st, 0);
		CHECK_STR(ask(st, &open_ones, "fail_rate"), cases[i].want);
		store_close(st);
	}
	zero.of[SETTING_ALARM_FAIL_RATE_WARN] = zero.of[SETTING_ALARM_FAIL_RATE_CRIT] = 0;	/* any failure at all */
	st = new();
	put(st, "example.org", 1, -1, 0, 500);
	put(st, "example.net", 1, -1, 1, 499);
	CHECK(alarm_check(st, &zero, NOON, 0) == 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.net crit 1/500 of 0 since -1");
	store_close(st);
}

static void
test_source(void)
{
	struct store *st = new();

	put(st, "example.org", 1, -1, 30, 2000);
	put(st, "example.net", 1, -2, 19, 2000);
	put(st, "example.net", 2, -2, 49, 2000);
	put(st, "example.net", 0, -2, 80, 4000);	/* from nowhere */
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	put(st, "example.net", 1, -3, 1, 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "source_fail 192.0.2.1 warn 50/4050 of 50 since -3");
	put(st, "example.net", 1, -4, 1, 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "source_fail 192.0.2.1 warn 51/4051 of 50 since -4");
	store_close(st);
}

static void
test_disposition(void)
{
	static const struct made made[] = {
		{ "example.org", 1, -1, 12, 900, DISPOSITION_QUARANTINE },
		{ "example.org", 2, -3, 7, 90, DISPOSITION_REJECT },
		{ "example.net", 2, -3, 19, 900, DISPOSITION_REJECT },
		{ "example.com", 3, -3, 21, 900, DISPOSITION_REJECT },
	};
	struct store *st = new();
	char id[8] = "d-0";
	size_t i;

	for (i = 0; i < sizeof made / sizeof *made; i++, id[2]++)
		put_named(st, &made[i], id);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, "disposition"), "disposition example.com warn 21/921 of 20 since -3");
	CHECK_STR(ask(st, &links, NULL),
	    "records.html?domain=example.com&from=2024-09-28&to=2024-10-04&disp=reject");
	put_named(st, &(struct made){ "example.org", 2, -2, 1, 0, DISPOSITION_REJECT }, id);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, "disposition"), "disposition example.com warn 21/921 of 20 since -3; "
	    "disposition example.org warn 20/1010 of 20 since -3");
	CHECK(strstr(ask(st, &links, NULL), "domain=example.org&from=2024-09-28&to=2024-10-04;") == NULL);
	CHECK(strstr(said, "domain=example.org&from=2024-09-28&to=2024-10-04") != NULL);
	store_close(st);
}

static void
test_window(void)
{
	struct alarm_limits day = defaults();
	struct store *st = new();

	put(st, "example.org", 1, -7, 1000, 0);		/* the day before */
	put(st, "example.org", 1, 1, 1000, 0);		/* tomorrow */
	put(st, "example.org", 1, -400, 1000, 0);
	check(st, 0);
	CHECK_STR(ask(st, &all_ones, NULL), "");	/* a back-fill is silent */
	CHECK_STR(ask(st, &pushes, NULL), "");
	put(st, "example.org", 2, -6, 0, 80);		/* what passes makes no since */
	put(st, "example.org", 2, 0, 20, 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org crit 20/100 of 1500 since 0");
	put(st, "example.org", 2, -4, 20, 0);
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org crit 40/120 of 1500 since -4");
	day.of[SETTING_ALARM_WINDOW_DAYS] = 1;
	day.of[SETTING_ALARM_MIN_VOLUME] = 20;
	CHECK(alarm_check(st, &day, NOON, 0) == 0);
	CHECK_STR(ask(st, &open_ones, NULL), "fail_rate example.org crit 20/20 of 1500 since 0");
	store_close(st);
}

/* Of a conflict only what was there first counts. */
static void
test_conflict(void)
{
	struct store *st = new();

	put_named(st, &(struct made){ "example.org", 1, -1, 1, 99, DISPOSITION_NONE }, "same");
	put_named(st, &(struct made){ "example.org", 1, -1, 99, 1, DISPOSITION_NONE }, "same");
	check(st, 0);
	CHECK_STR(ask(st, &open_ones, NULL), "");
	store_close(st);
}

/* Checked after each report, in any order, the alarms are the same in the end. */
static void
test_order(void)
{
	static const struct made made[] = {
		{ "example.org", 1, -1, 60, 40, DISPOSITION_REJECT },
		{ "example.org", 2, -5, 0, 900, DISPOSITION_NONE },
		{ "example.net", 1, -2, 30, 100, DISPOSITION_NONE },
		{ "example.net", 3, -3, 70, 0, DISPOSITION_NONE },
		{ "example.org", 3, -9, 700, 0, DISPOSITION_NONE },
	};
	static const char want[] = "disposition example.org warn 60/1000 of 20 since -1; "
	    "fail_rate example.net crit 100/200 of 1500 since -3; "
	    "fail_rate example.org warn 60/1000 of 500 since -1; "
	    "source_fail 192.0.2.1 warn 90/230 of 50 since -2; "
	    "source_fail 192.0.2.3 warn 70/70 of 50 since -3";
	const int n = sizeof made / sizeof *made;
	int order, left, skip, i, k, used[5];
	struct store *st;
	char id[16];

	for (order = 0; order < 120; order++) {
		st = new();
		memset(used, 0, sizeof used);
		for (left = n, k = order; left > 0; k /= left, left--) {
			skip = k % left;
			for (i = 0; used[i] || skip-- > 0; i++)
				;
			used[i] = 1;
			snprintf(id, sizeof id, "o-%d", i);
			put_named(st, &made[i], id);
			check(st, 60 * (n - left));
		}
		CHECK_STR(ask(st, &open_ones, NULL), want);
		store_close(st);
	}
}

TEST_MAIN(test_fail_rate, test_source, test_disposition, test_window, test_conflict, test_order)
