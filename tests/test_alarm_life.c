#include "alarmed.h"

/* What becomes of an alarm. */

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
	struct stored kept;

	kept = put(st, "example.org", 1, 999, 5, 95);
	CHECK(store_exec(st, &refuse, ARGS(TEXT("file", "a.zip"), INT("now", NOON + ahead))) == 0);
	check(st, ahead);
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5; import_failed warn 1");
	run(st, &deliver, ahead);
	CHECK(store_delete(st, kept.id, &gone) == 0);
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
	struct stored kept;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		st = new();
		kept = put(st, "example.org", 1, -1, 5, 95);
		check(st, 0);
		if (cases[i].touch != NULL && strcmp(cases[i].touch, "sent") == 0)
			run(st, &deliver, 1);
		else if (cases[i].touch != NULL)
			act(st, 1, cases[i].touch, 1);
		CHECK(store_delete(st, kept.id, &gone) == 0);
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
	struct stored kept = put(st, "example.org", 1, -1, 5, 95);

	check(st, 0);
	run(st, &deliver, 0);
	CHECK(store_delete(st, kept.id, &gone) == 0);
	check(st, 60);
	CHECK_STR(ask(st, &times, NULL), "0 0 60");
	kept = put(st, "example.org", 1, -1, 5, 95);
	check(st, 120);
	CHECK_STR(ask(st, &all_ones, NULL), "1 resolved; 2 open");
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	check(st, 2 * DAY);					/* it was told, as the other one */
	CHECK_STR(ask(st, &pushes, NULL), "fail_rate warn 5 sent");
	act(st, 2, "mute", 2 * DAY);
	CHECK(store_delete(st, kept.id, &gone) == 0);
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

TEST_MAIN(test_huge, test_clock, test_forgotten, test_again, test_changed, test_mute,
    test_close, test_undo)
