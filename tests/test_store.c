#include <stdlib.h>
#include <unistd.h>

#include "err.h"
#include "filter.h"
#include "sql.h"
#include "store.h"
#include "stored.h"
#include "terms.h"
#include "test.h"

#define TODAY	20000		/* 2024-10-04 */

static char json[65536];

static int
keep(void *arg, const char *s, size_t n)
{
	(void)arg;
	snprintf(json, sizeof json, "%.*s", (int)n, s);
	return 0;
}

static struct report
a_report(const char *id)
{
	return (struct report){ .org = "Reporter", .report_id = id,
	    .begin = TODAY * INT64_C(86400), .end = TODAY * INT64_C(86400) + 86399,
	    .policy = { .domain = "sender.example", .p = POLICY_REJECT, .pct = -1 } };
}

static struct record
a_record(unsigned char ip, int64_t count, int dkim)
{
	return (struct record){ .source = { { 192, 0, 2, ip }, 4 }, .count = count,
	    .disposition = DISPOSITION_NONE, .dkim = dkim, .spf = EVALUATED_FAIL,
	    .header_from = "news.sender.example" };
}

static int
put(struct store *st, const char *id, int64_t count, struct stored *out)
{
	const struct record records[] = { a_record(1, count, EVALUATED_PASS),
	    a_record(2, 2, EVALUATED_FAIL) };
	struct report rep = a_report(id);

	rep.hash.low = count;
	return put_few(st, &rep, records, 2, out);
}

/* What a question answers, without the parts that no test cares for. */
static const char *
ask(struct store *st, const struct sql *sql, const char *query, unsigned int takes)
{
	struct arena *mem = arena_new();
	const struct arg *args = filter_parse(query, takes, TODAY, mem);

	*json = '\0';
	if (args == NULL || store_query(st, sql, args, keep, NULL) == -1)
		snprintf(json, sizeof json, "%s", err_text());
	arena_free(mem);
	return json;
}

static int
says(struct store *st, const char *query, const char *part)
{
	const char *got = ask(st, &sql_summary, query, TAKES_FILTERS);

	if (strstr(got, part) != NULL)
		return 1;
	printf("%s:\n\tgot  %s\n\twant %s\n", query, got, part);
	return 0;
}

static void
test_outcomes(void)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct stored a, b, c, d;

	CHECK(put(st, "r-1", 3, &a) == 0 && a.what == STORE_NEW);
	CHECK(a.records == 2 && a.messages == 5 && a.day == TODAY);
	CHECK(put(st, "r-1", 3, &b) == 0 && b.what == STORE_DUPLICATE && strcmp(b.id, a.id) == 0);
	CHECK(put(st, "r-1", 4, &c) == 0 && c.what == STORE_CONFLICT && strcmp(c.id, a.id) != 0);
	CHECK(put(st, "r-2", 5, &d) == 0 && d.what == STORE_NEW);
	CHECK(store_commit(st) == 0);
	CHECK(says(st, "", "\"messages\":12,\"pass\":8,\"fail\":4,\"records\":4,\"reports\":2"));
	CHECK(says(st, "report=2", "\"messages\":6,\"pass\":4,\"fail\":2,\"records\":2,\"reports\":1"));
	CHECK(store_delete(st, a.id, &a) == 0 && a.records == 2 && a.messages == 5);
	CHECK(says(st, "", "\"messages\":13,\"pass\":9,\"fail\":4"));	/* the conflict took its place */
	CHECK(store_delete(st, a.id, &a) == -1 && err_kind() == ERR_NOT_FOUND);
	store_close(st);
}

/* A record comes, then the statement's trouble, then no more. */
struct broken {
	struct store	*store;
	const struct sql *trouble;
	struct record	 record;
	int		 given;
};

static int
break_off(void *arg, const struct record **r)
{
	struct broken *b = arg;

	*r = &b->record;
	if (b->given++ == 0)
		return 1;
	if (b->trouble != NULL)
		CHECK(store_exec(b->store, b->trouble, NULL) == 0);
	return fail(ERR_SYSTEM, "broken off");
}

static int
put_broken(struct store *st, const struct sql *trouble)
{
	struct broken b = { st, trouble, a_record(9, 7, EVALUATED_PASS), 0 };
	const struct report rep = a_report("broken");
	const struct origin origin = { "cli", NULL };
	const struct entry e = { .report = &rep, .origin = &origin, .records = 2, .messages = 14,
	    .next = break_off, .arg = &b };
	struct stored out;

	return store_put(st, &e, &out);
}

static void
test_abort(void)
{
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct stored out;

	CHECK(put(st, "r-1", 3, &out) == 0);
	CHECK(put_broken(st, NULL) == -1);
	CHECK(put(st, "r-2", 3, &out) == 0);
	CHECK(store_commit(st) == 0);
	CHECK(says(st, "", "\"messages\":10,\"pass\":6,\"fail\":4"));
	CHECK(says(st, "ip=192.0.2.9", "\"messages\":0"));
	store_close(st);
}

/* SQLite undoes a whole batch by itself when the disk is full: no word of it is known then. */
static void
test_given_up(void)
{
	static const struct sql give_up = { "give_up", "ROLLBACK" };
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct stored out;

	CHECK(put(st, "r-1", 3, &out) == 0);
	CHECK(put_broken(st, &give_up) == -1);
	CHECK(store_commit(st) == 0);
	CHECK(says(st, "", "\"messages\":0,"));
	CHECK(put(st, "r-2", 3, &out) == 0 && out.what == STORE_NEW);
	CHECK(store_commit(st) == 0);
	CHECK(says(st, "header_from=news.sender.example", "\"messages\":5,"));
	CHECK(says(st, "domain=sender.example&org=Reporter&ip=192.0.2.1", "\"messages\":3,"));
	store_close(st);
}

static void
test_filters(void)
{
	static const struct { const char *query, *part; } cases[] = {
		{ "", "\"messages\":5," },
		{ "range=7d", "\"messages\":5," },
		{ "range=all", "\"messages\":5," },
		{ "from=2024-10-04&to=2024-10-04", "\"messages\":5," },
		{ "to=2024-10-03", "\"messages\":0," },
		{ "from=2024-10-05", "\"messages\":0," },
		{ "domain=sender.example", "\"messages\":5," },
		{ "domain=SENDER.example.", "\"messages\":5," },
		{ "domain=.example", "\"messages\":5," },
		{ "domain=other.example&domain=sender.example", "\"messages\":5," },
		{ "domain=example", "\"messages\":0," },
		{ "domain=.ender.example", "\"messages\":0," },
		{ "header_from=news.sender.example", "\"messages\":5," },
		{ "header_from=sender.example", "\"messages\":0," },
		{ "dmarc=pass", "\"messages\":3," },
		{ "dmarc=fail", "\"messages\":2," },
		{ "dmarc=fail&dkim=pass", "\"messages\":0," },
		{ "spf=pass", "\"messages\":0," },
		{ "disp=none", "\"messages\":5," },
		{ "disp=reject", "\"messages\":0," },
		{ "ip=192.0.2.1", "\"messages\":3," },
		{ "ip=192.0.2.0/24", "\"messages\":5," },
		{ "ip=192.0.2.2/31", "\"messages\":2," },
		{ "ip=2001:db8::/32", "\"messages\":0," },
		{ "ip=::/0", "\"messages\":5," },
		{ "org=Reporter", "\"messages\":5," },
		{ "org=reporter", "\"messages\":0," },
		{ "q=NEWS", "\"messages\":5," },
		{ "q=report", "\"messages\":5," },
		{ "q=r-1", "\"messages\":5," },
		{ "q=%25", "\"messages\":0," },
		{ "q=_", "\"messages\":0," },
		{ "selector=s1", "\"messages\":0," },
	};
	struct store *st = store_open(":memory:", STORE_WRITE);
	struct stored out;
	size_t i;

	CHECK(put(st, "r-1", 3, &out) == 0 && store_commit(st) == 0);
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(says(st, cases[i].query, cases[i].part));
	store_close(st);
}

static void
test_refused(void)
{
	static const struct { const char *query, *field; } cases[] = {
		{ "range=8d", "range" }, { "range=7d&from=2024-01-01", "range" },
		{ "from=2024-13-01", "from" }, { "from=2024-01-02&to=2024-01-01", "to" },
		{ "dmarc=maybe", "dmarc" }, { "disp=x", "disp" }, { "ip=300.1.1.1", "ip" },
		{ "ip=192.0.2.0/33", "ip" }, { "ip=192.0.2.0/", "ip" }, { "report=a/b", "report" },
		{ "org=%zz", "org" }, { "org=a%00b", "org" }, { "org=a&org=b", "org" },
		{ "color=red", "color" }, { "sort=name;DROP", "sort" }, { "sort=fail", "sort" },
		{ "limit=0", "limit" }, { "limit=99", "limit" }, { "after=1,2", "after" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(filter_parse(cases[i].query, TAKES_FILTERS | TAKES(SORT_RECORDS) |
		    TAKES(LIMIT) | TAKES(AFTER), TODAY, mem) == NULL);
		CHECK(err_kind() == ERR_PARAM);
		CHECK_STR(err_field() != NULL ? err_field() : "(none)", cases[i].field);
	}
	arena_free(mem);
}

/* A cursor is read by who made it. */
static void
test_cursors(void)
{
	static const char *const bad[] = { "after=1.2", "after=1.2.3.4", "after=a.b.c",
	    "before=1..3", "before=123456789012345678901.1.1" };
	static const struct sql *const lists[] = { &sql_records, &sql_reports };
	struct store *st = store_open(":memory:", STORE_WRITE);
	size_t i, k;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		for (k = 0; k < 2; k++) {
			CHECK_STR(ask(st, lists[k], bad[i], TAKES(AFTER) | TAKES(BEFORE) |
			    (k == 0 ? TAKES(SORT_RECORDS) : TAKES(SORT_REPORTS))),
			    *bad[i] == 'a' ? "after: must be a cursor of an earlier answer" :
			    "before: must be a cursor of an earlier answer");
			CHECK(err_kind() == ERR_PARAM);
		}
	store_close(st);
}

/* Every page of a list, forth and back, has each record once and in order. */
static void
test_pages(void)
{
	static const char *const sorts[] = { "day", "-day", "messages", "-messages", "-from", "ip",
	    "-dmarc", "-org", "disp" };
	struct store *st = store_open(":memory:", STORE_WRITE);
	unsigned int takes = TAKES_FILTERS | TAKES(SORT_RECORDS) | TAKES(LIMIT) | TAKES(AFTER) |
	    TAKES(BEFORE);
	char id[16], query[256], *next;
	struct stored out;
	size_t i, n;

	for (i = 0; i < 40; i++) {
		snprintf(id, sizeof id, "r-%zu", i);
		CHECK(put(st, id, i % 7, &out) == 0);
	}
	CHECK(store_commit(st) == 0);
	for (i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		snprintf(query, sizeof query, "limit=25&sort=%s", sorts[i]);
		for (n = 0; n < 9; n++) {
			ask(st, &sql_records, query, takes);
			CHECK(strstr(json, "\"records\":80,") != NULL);
			if ((next = strstr(json, "\"next\":\"")) == NULL)
				break;
			snprintf(query, sizeof query, "limit=25&sort=%s&after=%.*s", sorts[i],
			    (int)strcspn(next + 8, "\""), next + 8);
		}
		CHECK(n == 3);
		CHECK(strstr(json, "\"next\":null") != NULL && strstr(json, "\"prev\":\"") != NULL);
	}
	store_close(st);
}

/* Of several results the one that speaks for the record is shown; the details have all. */
static void
test_record(void)
{
	struct auth third = { NULL, "sender.example", "s3", 0, RESULT_PASS, NULL };
	struct auth second = { &third, "other.example", "s2", 0, RESULT_PASS, "good" };
	struct auth first = { &second, "sender.example", "s1", 0, 3, NULL };
	struct reason why = { NULL, 2, "a \"list\"" };
	struct store *st = store_open(":memory:", STORE_WRITE);
	const struct report rep = a_report("r-1");
	struct record r = a_record(1, 5, EVALUATED_PASS);
	struct stored out;

	r.auth_dkim = &first;
	r.reasons = &why;
	CHECK(put_few(st, &rep, &r, 1, &out) == 0);
	CHECK(store_commit(st) == 0);
	CHECK(store_query(st, &sql_record, ARGS(INT("id", 1)), keep, NULL) == 0);
	CHECK(strstr(json, "\"dkim\":{\"aligned\":true,\"result\":\"pass\","
	    "\"domain\":\"sender.example\",\"domain_idn\":null,\"selector\":\"s3\"}") != NULL);
	CHECK(strstr(json, "\"dkim_all\":[{\"domain\":\"sender.example\",\"domain_idn\":null,"
	    "\"selector\":\"s1\"") != NULL);
	CHECK(strstr(json, "a \\\"list\\\"") != NULL);
	CHECK(says(st, "selector=s3", "\"messages\":5,"));
	CHECK(says(st, "q=other.ex", "\"messages\":5,"));
	CHECK(says(st, "q=%22list", "\"messages\":5,"));
	store_close(st);
}

/* Of the policies of one day the strictest is told, whichever report came first. */
static void
test_policies(void)
{
	static const int orders[2][2] = { { POLICY_NONE, POLICY_REJECT }, { POLICY_REJECT, POLICY_NONE } };
	struct record r = a_record(1, 1, EVALUATED_PASS);
	struct stored out;
	int i, n;

	for (i = 0; i < 2; i++) {
		struct store *st = store_open(":memory:", STORE_WRITE);

		for (n = 0; n < 2; n++) {
			struct report rep = a_report(n == 0 ? "r-1" : "r-2");

			rep.policy.p = orders[i][n];
			CHECK(put_few(st, &rep, &r, 1, &out) == 0);
		}
		CHECK(store_commit(st) == 0);
		CHECK(says(st, "", "\"reject\":1"));
		CHECK(strstr(ask(st, &sql_group, "by=domain&policy=none", TAKES_FILTERS | TAKES(BY) |
		    TAKES(POLICY)), "\"rows\":[]") != NULL);
		store_close(st);
	}
}

static void
test_versions(void)
{
	char dir[] = "/tmp/dmarc-test-XXXXXX", path[64], rm[64];
	const struct sql newer = { "newer", "PRAGMA user_version = 999" };
	struct store *st;

	CHECK(mkdtemp(dir) != NULL);
	snprintf(path, sizeof path, "%s/dmarc.db", dir);
	CHECK(store_open(path, STORE_READ) == NULL);
	CHECK((st = store_open(path, STORE_WRITE)) != NULL);
	CHECK(store_exec(st, &newer, NULL) == 0);
	store_close(st);
	CHECK(store_open(path, STORE_WRITE) == NULL);
	CHECK(strstr(err_text(), "newer program") != NULL);
	CHECK(store_open(path, STORE_READ) == NULL);
	snprintf(rm, sizeof rm, "rm -r %s", dir);
	CHECK(system(rm) == 0);
}

TEST_MAIN(test_outcomes, test_abort, test_given_up, test_filters, test_refused, test_cursors,
    test_pages, test_record, test_policies, test_versions)
