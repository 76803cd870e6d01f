#include "scripted.h"

struct heard {
	char	*text;			/* data, and "<uid>" behind each mail */
	size_t	 len;
};

static int
data(void *arg, const void *p, size_t n)
{
	struct heard *h = arg;

	h->text = xrealloc(h->text, h->len + n + 1);
	memcpy(h->text + h->len, p, n);
	h->len += n;
	h->text[h->len] = '\0';
	return 0;
}

static int
whole(void *arg, uint32_t uid)
{
	char text[24];

	snprintf(text, sizeof text, "<%u>", uid);
	return data(arg, text, strlen(text));
}

#define BARE	"* CAPABILITY IMAP4rev1\r\nd1 OK done\r\n"

/* What FETCH answers, and what is heard of it; why: the error it ends in. */
static const struct {
	const char	*answer, *heard, *why;
} fetches[] = {
	{ "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\nd2 OK\r\n", "abc<5>", NULL },
	{ "* 1 FETCH (BODY[] {3}\r\nabc UID 5)\r\nd2 OK x\r\n", "abc<5>", NULL },
	{ "* 1 fetch (uid 5 flags (\\Seen $X) body[] {3}\r\nabc modseq (7))\r\nd2 OK x\r\n", "abc<5>",
	    NULL },
	{ "* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\nd2 OK x\r\n", "<5>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] NIL)\r\nd2 OK x\r\n", "", NULL },
	{ "* 1 FETCH (UID 5 BODY[] \"\")\r\nd2 OK x\r\n", "<5>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] \"a\\\"b\\\\c\")\r\nd2 OK x\r\n", "a\"b\\c<5>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] {3+}\r\nabc)\r\nd2 OK x\r\n", "abc<5>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] ~{3}\r\nabc)\r\nd2 OK x\r\n", "abc<5>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] {3}\nabc)\nd2 OK x\n", "abc<5>", NULL },
	{ "* 9 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 3 EXPUNGE\r\n* OK [ALERT] \"odd (text\r\n"
	    "* VANISHED (EARLIER) 1:2\r\n* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\nd2 OK x\r\n",
	    "abc<5>", NULL },
	{ "* 1 FETCH (UID 5 X {8}\r\nBODY[] ) BODY[] {3}\r\nabc)\r\nd2 OK x\r\n", "abc<5>", NULL },
	{ "* 1 FETCH (UID 5 X (a (\"BODY[] {9}\") b) BODY[] {3}\r\nabc)\r\nd2 OK x\r\n", "abc<5>",
	    NULL },
	/* What a mail says is never an answer. */
	{ "* 1 FETCH (UID 5 BODY[] {47}\r\nd2 OK forged\r\n* 1 FETCH (UID 6 BODY[] {1}\r\nx)\r\n)\r\n"
	    "d2 OK x\r\n", "d2 OK forged\r\n* 1 FETCH (UID 6 BODY[] {1}\r\nx)\r\n<5>", NULL },
	/* A tag that is not the one awaited, and what is no tag at all. */
	{ "x1 OK\r\nd1 OK \"\r\n+ idling\r\n\r\nd22 OK\r\nd2 OK x\r\n", "", NULL },
	{ "d2 NO [SERVERBUG] broken mail\r\n", "", "the server says NO [SERVERBUG] broken mail" },
	{ "d2 BAD what?\r\n", "", "the server says BAD what?" },
	{ "* BYE shutting down\r\n", "", "the server says goodbye: shutting down" },
	{ "* 1 FETCH (UID 5 BODY[] {3}\r\nab", "ab", "the script ends" },
	{ "* 1 FETCH (UID 5 BODY[] {3}\r\nabc", "abc", "the script ends" },
	{ "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n", "abc<5>", "the script ends" },
	{ "* 1 FETCH (UID 5 BODY[] {99999999999999999999999}\r\n", "",
	    "the server announces a literal of {99999999999999999999999} bytes" },
	{ "* 1 FETCH (UID 5 BODY[] {4294967296}\r\n", "",
	    "the server announces a literal of {4294967296} bytes" },
	{ "* 1 FETCH (UID 0 BODY[] {3}\r\nabc)\r\nd2 OK\r\n", "abc<0>", NULL },
	{ "* 1 FETCH (UID 4294967301 BODY[] {3}\r\nabc)\r\nd2 OK\r\n", "abc<0>", NULL },
	{ "* 1 FETCH (UID x BODY[] NIL)\r\n", "", "the server sends no number: x" },
	{ "* 1 FETCH (BODY[] {3}\r\nabc)\r\nd2 OK\r\n", "abc<0>", NULL },
	{ "* 1 FETCH (UID 5 BODY[] (a b))\r\n", "", "the server sends no mail but a list" },
	{ "* 1 FETCH (UID 5 X (a\r\n", "", "the server's answer ends too early" },
	{ "* 1 FETCH (UID 5\r\n", "", "the server's list of a mail is broken" },
	{ "* 1 FETCH (UID 5) more\r\n", "",
	    "the server's answer goes on where it should end: more" },
	{ "* 1 FETCH UID 5\r\n", "", "the server sends a mail without its list" },
	{ "* 1 FETCH (UID 5 \"open\r\n", "", "the server breaks a line inside quotes" },
	{ "* 1 FETCH (UID 5 \rX", "", "the server sends a broken line" },
	{ "d2\r\n", "", "the server's answer is no status" },
};

static void
test_fetch(void)
{
	const struct limits limits = LIMIT_DEFAULT;
	struct uidset set = { NULL, 0, 0 };
	size_t i, k;

	uidset_add(&set, 5, 6);
	for (i = 0; i < sizeof fetches / sizeof *fetches; i++)
		for (k = 0; k < sizeof steps / sizeof *steps; k++) {
			struct heard h = { NULL, 0 };
			const struct imap_sink sink = { data, whole, &h };
			char script[1024];
			struct wire w;
			struct imap *im;
			int rv;

			snprintf(script, sizeof script, "%s%s", CAPA, fetches[i].answer);
			im = begin(&w, script, strlen(script), steps[k], &limits);
			CHECK(im != NULL && imap_fetch_begin(im, &set) == 0);
			CHECK(strstr(w.said, "d2 UID FETCH 5:6 (UID BODY.PEEK[])\r\n") != NULL);
			rv = imap_fetch_end(im, &sink);
			CHECK((rv == 0) == (fetches[i].why == NULL));
			if (rv == -1)
				CHECK_STR(err_text(), fetches[i].why != NULL ? fetches[i].why : "");
			CHECK_STR(h.text != NULL ? h.text : "", fetches[i].heard);
			CHECK(rv == 0 || imap_broken(im) == (strncmp(err_text(), "the server says ",
			    16) != 0 || strstr(err_text(), "goodbye") != NULL));
			free(h.text);
			end(&w, im);
		}
	uidset_free(&set);
}

/* Two at once: the server mixes their mails, and ends the second first. */
static void
test_mixed(void)
{
	static const char script[] = CAPA "* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n"
	    "* 3 FETCH (UID 7 BODY[] {1}\r\nc)\r\nd3 NO [X] later\r\n"
	    "* 2 FETCH (UID 6 BODY[] {1}\r\nb)\r\nd3 OK twice\r\nd2 OK done\r\nd4 OK done\r\n";
	const struct limits limits = LIMIT_DEFAULT;
	struct heard h = { NULL, 0 };
	const struct imap_sink sink = { data, whole, &h };
	struct uidset set = { NULL, 0, 0 }, next = { NULL, 0, 0 };
	struct wire w;
	struct imap *im = begin(&w, script, strlen(script), 4, &limits);

	uidset_add(&set, 5, 6);
	uidset_add(&next, 7, 7);
	CHECK(imap_fetch_begin(im, &set) == 0 && imap_fetch_begin(im, &next) == 0);
	CHECK(imap_fetch_end(im, &sink) == 0);
	CHECK_STR(h.text, "a<5>c<7>b<6>");
	CHECK(imap_fetch_end(im, &sink) == -1 && !imap_broken(im));
	CHECK_STR(imap_said(im), "NO [X] later");
	CHECK(imap_store(im, &set, "\\Seen") == 0);
	CHECK(strstr(w.said, "d4 UID STORE 5:6 +FLAGS.SILENT (\\Seen)\r\n") != NULL);
	uidset_free(&set);
	uidset_free(&next);
	free(h.text);
	end(&w, im);
}

/* A NUL in a mail is a byte as any; in a line it is the end. */
static void
test_nul(void)
{
	static const char mail[] = CAPA "* 1 FETCH (UID 5 BODY[] {3}\r\na\0b)\r\nd2 OK\r\n";
	static const char line[] = CAPA "* 1 FETCH (UID 5 X\0Y)\r\nd2 OK\r\n";
	const struct limits limits = LIMIT_DEFAULT;
	struct heard h = { NULL, 0 };
	const struct imap_sink sink = { data, whole, &h };
	struct uidset set = { NULL, 0, 0 };
	struct wire w;
	struct imap *im;

	uidset_add(&set, 5, 5);
	im = begin(&w, mail, sizeof mail - 1, 3, &limits);
	CHECK(imap_fetch_begin(im, &set) == 0 && imap_fetch_end(im, &sink) == 0);
	CHECK(h.len == 6 && memcmp(h.text, "a\0b<5>", 6) == 0);
	end(&w, im);
	im = begin(&w, line, sizeof line - 1, 3, &limits);
	CHECK(imap_fetch_begin(im, &set) == 0 && imap_fetch_end(im, &sink) == -1);
	CHECK_STR(err_text(), "the server sends a NUL in a line");
	end(&w, im);
	free(h.text);
	uidset_free(&set);
}

static void
test_search(void)
{
	static const struct { const char *answer, *found; } rows[] = {
		{ CAPA "* ESEARCH (TAG \"d2\") UID ALL 1:3,7\r\nd2 OK\r\n", "1:3,7" },
		{ CAPA "* ESEARCH (TAG \"d2\") UID\r\nd2 OK\r\n", "" },
		{ CAPA "* ESEARCH (TAG \"d2\") UID COUNT 4 ALL 9,2:5\r\nd2 OK\r\n", "2:5,9" },
		{ CAPA "* SEARCH 3 1 2\r\nd2 OK\r\n", "1:3" },
		{ BARE "* SEARCH 4\r\n* SEARCH 2\r\nd2 OK\r\n", "2,4" },
		{ BARE "* SEARCH\r\nd2 OK\r\n", "" },
		{ BARE "* SEARCH 2 84 882 (MODSEQ 917162500)\r\nd2 OK\r\n", "2,84,882" },
		{ BARE "* SEARCH 2 x\r\nd2 OK\r\n", NULL },
		{ BARE "* SEARCH 4294967296\r\nd2 OK\r\n", NULL },
		{ BARE "* SEARCH 0\r\nd2 OK\r\n", NULL },
		{ BARE "* SEARCH \"1\"\r\nd2 OK\r\n", NULL },
		{ BARE "d2 BAD no such key\r\n", NULL },
	};
	const struct limits limits = LIMIT_DEFAULT;
	struct arena *mem = arena_new();
	size_t i, k, at;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		for (k = 0; k < sizeof steps / sizeof *steps; k++) {
			struct uidset s = { NULL, 0, 0 };
			struct wire w;
			struct imap *im = begin(&w, rows[i].answer, strlen(rows[i].answer), steps[k],
			    &limits);
			int rv = imap_search(im, "UNDELETED (ALL)", &s);

			CHECK((rv == 0) == (rows[i].found != NULL));
			at = 0;
			if (rv == 0)
				CHECK_STR(uidset_text(&s, &at, 1000, mem), rows[i].found);
			CHECK(strstr(w.said, strstr(rows[i].answer, "ESEARCH") != NULL ?
			    "d2 UID SEARCH RETURN (ALL) UNDELETED (ALL)\r\n" :
			    "d2 UID SEARCH UNDELETED (ALL)\r\n") != NULL);
			uidset_free(&s);
			end(&w, im);
		}
	arena_free(mem);
}

static void
test_select(void)
{
	static const char good[] = CAPA "* 12 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n"
	    "* OK [UIDNEXT 4392] next\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] some\r\n"
	    "d2 OK [READ-WRITE] done\r\n";
	static const char poor[] = CAPA "* 12 EXISTS\r\nd2 OK [READ-ONLY] done\r\n";
	static const char none[] = CAPA "d2 NO [NONEXISTENT] no such folder\r\n";
	static const char away[] = CAPA "d2 BAD User is authenticated but not connected.\r\n";
	static const char kept[] = CAPA "* OK [UIDVALIDITY 77] ok\r\n"
	    "* OK [PERMANENTFLAGS (\\Seen)] some\r\nd2 OK done\r\n";
	const struct limits limits = LIMIT_DEFAULT;
	struct imap_box box;
	struct wire w;
	struct imap *im = begin(&w, good, strlen(good), 5, &limits);

	CHECK(imap_can(im) == (IMAP_UIDPLUS | IMAP_MOVE | IMAP_ESEARCH));
	CHECK(imap_select(im, "R&D", &box) == 0);
	CHECK(strstr(w.said, "d2 SELECT \"R&-D\"\r\n") != NULL);
	CHECK(box.validity == 77 && box.next == 4392 && box.count == 12 && box.keywords &&
	    !box.read_only && box.seen && box.deleted);
	end(&w, im);
	im = begin(&w, kept, strlen(kept), 5, &limits);
	CHECK(imap_select(im, "INBOX", &box) == 0 && box.seen && !box.deleted && !box.keywords);
	end(&w, im);
	im = begin(&w, away, strlen(away), 5, &limits);
	CHECK(imap_select(im, "INBOX", &box) == -1 && err_kind() == ERR_AWAY);
	CHECK(!imap_broken(im) && !imap_refused(im));
	end(&w, im);
	im = begin(&w, poor, strlen(poor), 5, &limits);
	CHECK(imap_select(im, "INBOX", &box) == -1 && err_kind() == ERR_REMOTE);
	CHECK(box.read_only && !box.keywords);
	end(&w, im);
	im = begin(&w, none, strlen(none), 5, &limits);
	CHECK(imap_select(im, "INBOX", &box) == -1 && !imap_broken(im) && imap_refused(im));
	CHECK_STR(imap_said(im), "NO [NONEXISTENT] no such folder");
	end(&w, im);
}

/* An endless line ends at the limit, wherever it is. */
static void
test_endless(void)
{
	static const char *const begins[] = {
		"* 1 FETCH (UID 5 X ", "* 1 FETCH (UID 5 X \"", "* OK ", "d2 OK ", "* LIST (", "* ", "",
		"* 1 FETCH (UID 5 BODY[",
	};
	const struct limits limits = { .answer = 5000 };
	char script[8000];
	size_t i;

	for (i = 0; i < sizeof begins / sizeof *begins; i++) {
		struct uidset set = { NULL, 0, 0 };
		struct wire w;
		struct imap *im;
		size_t n = snprintf(script, sizeof script, "%s%s", CAPA, begins[i]);

		memset(script + n, 'x', sizeof script - n);
		im = begin(&w, script, sizeof script, 1000, &limits);
		uidset_add(&set, 5, 5);
		CHECK(imap_fetch_begin(im, &set) == 0);
		CHECK(imap_fetch_end(im, NULL) == -1);
		CHECK_STR(err_text(), "the server sends a line of more than 5000 bytes");
		uidset_free(&set);
		end(&w, im);
	}
}

/* Ranges without end are refused however they come; many in one line are not. */
static void
test_ranges(void)
{
	static const char *const heads[] = { "* SEARCH ", "* ESEARCH (TAG \"d2\") UID ALL " };
	static const size_t counts[] = { 3000, MAX_UID_RANGES + 5 };
	const struct limits limits = { .answer = 5000 };
	char *script = xrealloc(NULL, 24 * (MAX_UID_RANGES + 100));
	size_t i, k, n, at;

	for (i = 0; i < 2; i++)
		for (k = 0; k < 2; k++) {
			struct uidset s = { NULL, 0, 0 };
			struct wire w;
			struct imap *im;
			int rv;

			at = snprintf(script, 200, "%s%s1", CAPA, heads[i]);
			for (n = 1; n < counts[k]; n++)
				at += snprintf(script + at, 24, "%c%zu:%zu", i == 0 ? ' ' : ',',
				    3 * n, 3 * n + 1);
			at += snprintf(script + at, 24, "\r\nd2 OK done\r\n");
			im = begin(&w, script, at, 10000, &limits);
			rv = imap_search(im, "ALL", &s);
			if (k == 0)
				CHECK(rv == 0 && s.count == counts[k]);
			else
				CHECK(rv == -1 && strstr(err_text(), "the server finds more than") ==
				    err_text());
			CHECK(s.room <= 4 * MAX_UID_RANGES);
			uidset_free(&s);
			end(&w, im);
		}
	free(script);
}

/* A goodbye that nobody hears is not what went wrong. */
static void
test_goodbye(void)
{
	const struct limits limits = LIMIT_DEFAULT;
	struct wire w;
	struct imap *im = begin(&w, CAPA, strlen(CAPA), 100, &limits);

	w.deaf = 1;
	fail(ERR_SETTING, "the folder is none");
	end(&w, im);
	CHECK_STR(err_text(), "the folder is none");
}

TEST_MAIN(test_fetch, test_mixed, test_nul, test_search, test_select, test_endless, test_ranges,
    test_goodbye)
