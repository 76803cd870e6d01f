#include "alarmed.h"

/* An alarm in words: cases of each kind. */
SQL(add_alarm, INSERT INTO alarm (kind, subject, severity, value, total, bound, since, detail, link, told,
	opened, changed, resolved)
	VALUES (:kind, :subject, 1, :value, :total, :bound, 0, :detail, '-', 0, 0, 0, 0));
SQL(words, SELECT ifnull(about, 'system') || ' | ' || title || ' | ' || message || ' | ' || amount || ' | '
	|| ifnull(limit_text, 'none') || ' | ' || limit_number FROM alarm_words ORDER BY id DESC LIMIT 1);

#define NONE	(-1)

static const struct told {
	const char	*kind, *subject;
	int64_t		 value, total, bound;
	const char	*detail, *want;
} cases[] = {
	{ "fail_rate", "example.org", 225, 1233, 1500, NULL, "domain | Mail of example.org fails | "
	    "225 of 1,233 messages fail DMARC, 18.25" NBSP "%; the limit is 15" NBSP "%. | "
	    "18.25" NBSP "% | 15" NBSP "% | 15.0" },
	{ "fail_rate", "xn--bcher-kva.example", 1233, 1233, 250, NULL,
	    "domain | Mail of b\303\274cher.example fails | "
	    "1,233 of 1,233 messages fail DMARC, 100.00" NBSP "%; the limit is 2.5" NBSP "%. | "
	    "100.00" NBSP "% | 2.5" NBSP "% | 2.5" },
	{ "source_fail", "203.0.113.77", 640, 641, 50, NULL,
	    "address | Failing source 203.0.113.77 | "
	    "640 of 641 messages fail DMARC; the limit is 50. | 640 messages | 50 | 50" },
	{ "source_fail", "192.0.2.1", 1, 1, 1, NULL, "address | Failing source 192.0.2.1 | "
	    "1 of 1 message fail DMARC; the limit is 1. | 1 message | 1 | 1" },
	{ "disposition", "example.org", 1420, 23005, 1500, NULL,
	    "domain | Mail of example.org is quarantined or rejected | "
	    "1,420 of 23,005 messages were quarantined or rejected; the limit is 1,500. | "
	    "1,420 messages | 1,500 | 1500" },
	{ "fetch_failed", "", 3, NONE, 1, "the mail server refused the login",
	    "system | The mailbox cannot be fetched | "
	    "3 fetches in a row failed: the mail server refused the login. | 3 failures | none | 1" },
	{ "fetch_failed", "", 1, NONE, 1, NULL, "system | The mailbox cannot be fetched | "
	    "A fetch failed. | 1 failure | none | 1" },
	{ "import_failed", "", 3, NONE, 1, "a.zip: the archive ends in the middle.",
	    "system | Reports could not be imported | "
	    "3 reports by mail or webhook could not be imported. "
	    "The last: a.zip: the archive ends in the middle. | 3 reports | none | 1" },
	{ "import_failed", "", 1, NONE, 1, NULL, "system | Reports could not be imported | "
	    "1 report by mail or webhook could not be imported. | 1 report | none | 1" },
	{ "no_reports", "", 52, NONE, 48, NULL, "system | No new reports | "
	    "No new report came for 52 hours, after some on each of several days; "
	    "the limit is 48 hours. | 52 h | 48 h | 48" },
	{ "of_a_newer_program", "", 3, NONE, 2, NULL,
	    "system | of_a_newer_program | 3. | 3 | none | 2" },
};

static const char *
tell(struct store *st, const struct told *a)
{
	CHECK(store_exec(st, &add_alarm, ARGS(TEXT("kind", a->kind), TEXT("subject", a->subject),
	    INT("value", a->value), INT_IF("total", a->total, a->total != NONE),
	    INT("bound", a->bound), TEXT("detail", a->detail))) == 0);
	return ask(st, &words, NULL);
}

static void
test_kinds(void)
{
	struct store *st = new();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_STR(tell(st, &cases[i]), cases[i].want);
	store_close(st);
}

/* What is of a sender brings its words along. */
SQL(add_sender, INSERT INTO alarm (kind, subject, severity, value, total, bound, since, detail, link, told,
	opened, changed, domain, title, text, todo)
	VALUES ('mine_broken', 'example.org__own__x', 2, 5, NULL, 100, 0, NULL, '-', 0, 0, 0, 'example.org',
	'A title', 'A sentence.', 'Do this'));
SQL(news, SELECT title || ' | ' || news || ' | ' || link FROM alarm_words ORDER BY id DESC LIMIT 1);

static void
test_sender(void)
{
	struct store *st = new();

	CHECK(store_exec(st, &add_sender, NULL) == 0);
	CHECK_STR(ask(st, &words, NULL), "sender | A title | A sentence. | 5 messages | none | 100");
	CHECK_STR(ask(st, &news, NULL), "A title | A sentence.\nTo do: Do this | alarm.html?id=1");
	store_close(st);
}

/* No kind without a case. */
static void
test_all(void)
{
	const char *text = sql_view_alarm_words.text;
	size_t i, n = 0;

	for (; (text = strstr(text, "WHEN '")) != NULL; n++) {
		text += strlen("WHEN '");
		if (strncmp(text, "of_sender'", strlen("of_sender'")) == 0 ||
		    strncmp(text, "sender'", strlen("sender'")) == 0)
			continue;	/* test_sender() */
		for (i = 0; i < sizeof cases / sizeof *cases; i++)
			if (strncmp(cases[i].kind, text, strcspn(text, "'")) == 0)
				break;
		CHECK(i < sizeof cases / sizeof *cases);
	}
	CHECK(n > 1);
}

/* A share is never rounded to all or nothing. */
static void
test_share(void)
{
	static const struct { int64_t value, total; const char *share; } shares[] = {
		{ 0, 100, " 0.00" NBSP }, { 1, 20000, " <0.01" NBSP }, { 1, 10000, " 0.01" NBSP },
		{ 99999, 100000, " 99.99" NBSP }, { 1, 3, " 33.33" NBSP },
		{ INT64_C(9000000000000000), INT64_C(9000000000000000), " 100.00" NBSP },
	};
	struct store *st = new();
	size_t i;

	for (i = 0; i < sizeof shares / sizeof *shares; i++)
		CHECK(strstr(tell(st, &(struct told){ "fail_rate", "example.org", shares[i].value,
		    shares[i].total, 500, NULL, NULL }), shares[i].share) != NULL);
	store_close(st);
}

static void
test_long(void)
{
	char name[10000] = { 0 };
	struct store *st = new();

	memset(name, 'a', sizeof name - 1);
	CHECK(strlen(tell(st, &(struct told){ "fail_rate", name, 5, 100, 500, NULL, NULL })) < 500);
	CHECK(strlen(tell(st, &(struct told){ "import_failed", "", 5, NONE, 1, name, NULL })) < 500);
	store_close(st);
}

/* Text from outside is no more than text. */
static void
test_hostile(void)
{
	struct store *st = new();

	put(st, "a&b=\"\xe2\x80\xae\r\n<i>.example", 1, -1, 10, 90);
	check(st, 0);
	CHECK_STR(ask(st, &titles, NULL), "Mail of a&b=\"\xe2\x80\xae\r\n<i>.example fails");
	CHECK(strstr(ask(st, &links, NULL),
	    "?domain=a%26b%3D%22%E2%80%AE%0D%0A%3Ci%3E.example&from=") != NULL);
	CHECK(strchr(ask(st, &messages, NULL), '\n') == NULL);
	store_close(st);
}

TEST_MAIN(test_kinds, test_sender, test_all, test_share, test_long, test_hostile)
