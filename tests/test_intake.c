#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "gzip.h"
#include "intake.h"
#include "test.h"

static const struct limits limits = LIMIT_DEFAULT;

/* What a walk told, as text. */
struct log {
	struct arena	*mem;
	const char	*text;
	int		 records;
	uint64_t	 warnings;
	enum claim	 claim;		/* of what was refused, the strongest */
	int		 stop_at;	/* fail at the nth call */
	int		 calls;
};

static int
count(struct log *log)
{
	return ++log->calls == log->stop_at ? fail(ERR_SYSTEM, "the visitor is tired") : 0;
}

static int
on_begin(void *arg)
{
	struct log *log = arg;

	log->records = 0;
	return count(log);
}

static int
on_record(void *arg, const struct record *r)
{
	struct log *log = arg;

	(void)r;
	log->records++;
	return count(log);
}

/* The original that is kept, and its size. */
static size_t
kept_size(struct spool *gz)
{
	struct source *in = source_spool(gz);
	struct gunzip *g = gunzip_open(in, NULL);
	size_t size = 0;
	const void *p;
	ssize_t n;

	while ((n = source_read(gunzip_source(g), &p)) > 0)
		size += n;
	CHECK(n == 0 && !gunzip_cut(g));
	gunzip_close(g);
	source_free(in);
	return size;
}

static void
say(struct log *log, const char *what, const struct leaf *leaf)
{
	log->text = arena_printf(log->mem, "%s%s %s%s%s; ", log->text, what,
	    leaf->part == NULL ? "-" : leaf->part, leaf->mail == NULL ? "" : " from ",
	    leaf->mail == NULL ? "" : leaf->mail->message_id);
}

static int
on_done(void *arg, const struct leaf *leaf, const struct report *r, struct spool *gz)
{
	struct log *log = arg;

	log->warnings = r->warnings;
	say(log, arena_printf(log->mem, "%s*%d/%zu", r->report_id, log->records,
	    kept_size(gz)), leaf);
	return count(log);
}

static void
on_undo(void *arg)
{
	struct log *log = arg;

	log->text = arena_printf(log->mem, "%sundo; ", log->text);
}

static int
on_other(void *arg, const struct leaf *leaf, enum report_type type,
    const struct report_name *tls)
{
	struct log *log = arg;

	say(log, type == REPORT_TLS ? "tls" : "failure", leaf);
	CHECK((type == REPORT_TLS) == (tls != NULL));
	if (tls != NULL)
		CHECK_STR(tls->report_id, "t-1");
	return count(log);
}

static int
on_refused(void *arg, const struct leaf *leaf)
{
	struct log *log = arg;

	if (leaf->claim > log->claim)
		log->claim = leaf->claim;
	say(log, arena_printf(log->mem, "!%s", err_code(err_kind())), leaf);
	return count(log);
}

static int
walk(struct log *log, struct source *s, const struct limits *l)
{
	const struct visitor v = {
		on_begin, on_record, on_done, on_undo, on_other, on_refused, log
	};
	struct budget budget;

	budget_begin(&budget, l);
	log->text = "";
	log->calls = 0;
	log->claim = CLAIM_NONE;
	return intake(s, l, &budget, &v);
}

static const char *
walk_file(struct log *log, const char *name, const struct limits *l)
{
	FILE *f = fopen(arena_printf(log->mem, "reports/%s", name), "r");
	struct source *s;

	if (f == NULL)
		return "no file";
	s = source_fd(fileno(f));
	CHECK(walk(log, s, l) == 0);
	source_free(s);
	fclose(f);
	return log->text;
}

static const char *
walk_text(struct log *log, const char *text, size_t step, const struct limits *l)
{
	struct drip d = { text, strlen(text), step };
	struct source *s = source_new(drip_fill, &d);

	CHECK(walk(log, s, l) == 0);
	source_free(s);
	return log->text;
}

/* Where each report was found, and what was said of the rest. */
static void
test_places(void)
{
	static const struct { const char *file, *want; } files[] = {
		{ "container/xml-named.gz", "r-1*1/668 -; " },
		{ "container/gzip-double.gz", "r-1*1/668 -; " },
		{ "container/zip-two.zip", "r-1*1/668 a.xml; r-2*1/668 b.xml; " },
		{ "container/zip-in-zip.zip", "r-1*1/668 in.zip/a.xml; " },
		{ "container/zip-of-gzip.zip", "r-1*1/668 a.xml.gz; r-2*1/668 b.xml.gz; " },
		{ "container/zip-odd-names.zip",
		    "r-1*1/668 ../../evil.xml; r-2*1/668 /etc/b%1B[2J<b>\xc3\xbc.xml; " },
		{ "container/zip-of-others.zip", "r-1*1/668 a.xml; !not-report b.html; tls c.json; "
		    "!empty d.xml; " },
		{ "container/zip-bad-crc.zip", "!archive-corrupt a.xml; r-2*1/668 b.xml; " },
		{ "container/zip-nested-5.zip", "!limit a.zip/a.zip/a.zip/a.zip; " },
		{ "container/zip-cut.zip", "!archive-corrupt -; " },
		{ "container/gzip-bad-crc.gz", "!archive-corrupt -; " },
		{ "container/gzip-no-trailer.gz", "r-1*1/668 -; " },
		{ "container/gzip-half.gz", "!archive-corrupt -; " },
		{ "container/gzip-bomb.gz", "!limit -; " },
		{ "container/nothing", "!empty -; " },
		{ "mail/xml-alone", "r-1*1/668 part 1 from <r-1@example.net>; " },
		{ "mail/two", "r-1*1/668 a.xml.gz from <r-1@example.net>; "
		    "r-2*1/668 b.xml.gz from <r-1@example.net>; " },
		{ "mail/forwarded-zip", "r-1*1/668 a.zip/a.eml/"
		    "mail.example.net!example.org!1767225600!1767311999.xml.gz "
		    "from <r-1@example.net>; " },
		{ "mail/bounce", "!not-report - from <r-1@example.net>; " },
		{ "mail/forwarded-5",
		    "!limit part 1/part 1/part 1/part 1 from <r-1@example.net>; " },
		{ "mail/failure-and-report", "failure part 2 from <r-1@example.net>; "
		    "r-2*1/668 b.xml.gz from <r-1@example.net>; " },
	};
	struct log log = { .mem = arena_new() };
	size_t i;

	for (i = 0; i < sizeof files / sizeof *files; i++)
		CHECK_STR(walk_file(&log, files[i].file, &limits), files[i].want);
	arena_free(log.mem);
}

#define HEAD	"<feedback><report_metadata><org_name>o</org_name><report_id>i</report_id>"	\
		"<date_range><begin>1</begin><end>2</end></date_range></report_metadata>"	\
		"<policy_published><domain>example.org</domain></policy_published>"
#define RECORD	"<record><row><source_ip>192.0.2.1</source_ip><count>1</count></row></record>"

/* What the strict parser refused is read again; what it had told is undone. */
static void
test_mended(void)
{
	static const struct { const char *text, *want; } texts[] = {
		{ HEAD RECORD "</feedback>", "i*1/296 -; " },
		{ HEAD "</feedback>", "i*0/220 -; " },
		{ HEAD RECORD "</feedback>junk", "undo; i*1/300 -; " },
		{ HEAD RECORD RECORD "</feed", "undo; i*2/367 -; " },
		{ HEAD RECORD "<record><row>", "undo; undo; !xml-truncated -; " },
		{ HEAD RECORD "</row></feedback>", "undo; undo; !xml-malformed -; " },
		{ "<feedback></feedback>", "!missing-field -; " },
		{ "<!DOCTYPE a []><feedback></feedback>", "!xml-forbidden -; " },
		{ "<html></html>", "!not-report -; " },
		{ "<html>", "!not-report -; " },
		{ "unused", "!not-report -; " },
		{ "", "!empty -; " },
		{ "{}", "!not-report -; " },
		{ "{", "!json-malformed -; " },
	};
	struct log log = { .mem = arena_new() };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		CHECK_STR(walk_text(&log, texts[i].text, 1, &limits), texts[i].want);
		CHECK_STR(walk_text(&log, texts[i].text, 1000, &limits), texts[i].want);
	}
	arena_free(log.mem);
}

#define SUBJECT	"Report Domain: example.org Submitter: a.example Report-ID: 1"
#define NAMED	"a.example!example.org!1!2"

/* Of what cannot be read, what was to be a report, and what somebody's mail. */
static void
test_claims(void)
{
	static const struct { const char *subject, *part, *body; enum claim claim; } mails[] = {
		{ "x", "text/xml; name=r.xml", HEAD "<record>", CLAIM_PART },
		{ "x", "text/xml; name=r.xml", "<!DOCTYPE a><a:feedback>", CLAIM_PART },
		{ "x", "text/xml; name=logo.svg", "<!DOCTYPE svg><svg/>", CLAIM_NONE },
		{ "x", "text/xml; name=r.xml", "<feedbacks/>", CLAIM_NONE },
		{ SUBJECT, "text/xml; name=r.xml", "<svg/>", CLAIM_MAIL },
		{ "x", "a/b; name=\"" NAMED ".xml.gz\"", "words", CLAIM_PART },
		{ "x", "a/b; name=r.xml.gz", "words", CLAIM_NONE },
		{ "x", "application/zip; name=photos.zip", "PK\3\4 cut", CLAIM_NONE },
		{ SUBJECT, "application/zip; name=photos.zip", "PK\3\4 cut", CLAIM_MAIL },
		{ "x", "application/zip; name=r.zip", "PK\3\4 " NAMED ".xml cut", CLAIM_PART },
		{ "x", "application/gzip; name=r.gz", "\x1f\x8b " NAMED ".xml", CLAIM_PART },
		{ "x", "application/gzip; name=r.gz", "\x1f\x8b cut", CLAIM_NONE },
		{ "x", "application/tlsrpt+json", "{\"policies\"", CLAIM_PART },
		{ "x", "application/tlsrpt+gzip", "\x1f\x8b cut", CLAIM_PART },
		{ "x", "application/json", "{\"policies\"", CLAIM_NONE },
		{ "x", "text/plain", "words", CLAIM_NONE },
		{ SUBJECT, "text/plain", "words", CLAIM_MAIL },
		{ "Re: " SUBJECT, "text/plain", "words", CLAIM_NONE },
	};
	struct log log = { .mem = arena_new() };
	size_t i;

	for (i = 0; i < sizeof mails / sizeof *mails; i++) {
		walk_text(&log, arena_printf(log.mem, "Subject: %s\nMessage-ID: <1@x>\n"
		    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: %s\n\n%s\n"
		    "--b--\n", mails[i].subject, mails[i].part, mails[i].body), 1000, &limits);
		CHECK(log.claim == mails[i].claim);
		CHECK(strncmp(log.text, "!", 1) == 0 || strstr(log.text, "; !") != NULL);
	}
	arena_free(log.mem);
}

/* A mail that came back holds what somebody else was sent. */
static void
test_notice(void)
{
	static const char *const heads[] = {
		"multipart/report; report-type=delivery-status; boundary=b\n\n",
		"multipart/report; report-type=\"disposition-notification\"; boundary=b\n\n",
		"multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
		    "Action: failed\n",
		"multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
		    "Action: failed\n",
		"multipart/report; report-type=delivery-status\n\n",
		"multipart/report; boundary=c\n\n--b\nContent-Type: message/delivery-status\n\n"
		    "Action: failed\n",
	};
	static const char original[] = "--b\nContent-Type: message/rfc822\n\nMessage-ID: <2@x>\n"
	    "Content-Type: text/xml; name=" NAMED ".xml\nSubject: " SUBJECT "\n\n" HEAD RECORD
	    "</feedback>\n--b--\n";
	struct log log = { .mem = arena_new() };
	size_t i;

	for (i = 0; i < sizeof heads / sizeof *heads; i++) {
		CHECK_STR(walk_text(&log, arena_printf(log.mem, "Subject: x\nMessage-ID: <1@x>\n"
		    "Content-Type: %s%s", heads[i], original), 1000, &limits),
		    "!not-report - from <1@x>; ");
		CHECK(log.claim == CLAIM_NONE);
	}
	CHECK_STR(walk_text(&log, arena_printf(log.mem, "Subject: x\nMessage-ID: <1@x>\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n%s", original), 1000, &limits),
	    "i*1/296 part 1/" NAMED ".xml from <2@x>; ");
	arena_free(log.mem);
}

/* What was mended is said on the report. */
static void
test_warnings(void)
{
	struct log log = { .mem = arena_new() };
	uint64_t plain;

	walk_text(&log, HEAD RECORD "</feedback>", 100, &limits);
	plain = log.warnings;
	walk_text(&log, HEAD RECORD "</feedback>junk", 100, &limits);
	CHECK((log.warnings & plain) == plain && log.warnings != plain);
	arena_free(log.mem);
}

/* When the visitor fails the walk fails, with the visitor's error. */
static void
test_stopped(void)
{
	static const char text[] = HEAD RECORD RECORD "</feedback>";
	struct log log = { .mem = arena_new() };
	int calls;

	walk_text(&log, text, 10, &limits);
	calls = log.calls;
	CHECK(calls == 4);
	for (log.stop_at = 1; log.stop_at <= calls; log.stop_at++) {
		struct source *s = source_memory(text, sizeof text - 1);

		CHECK(walk(&log, s, &limits) == -1);
		CHECK_STR(err_text(), "the visitor is tired");
		CHECK(log.calls == log.stop_at);
		CHECK(strstr(log.text, "undo; ") != NULL && strchr(log.text, '!') == NULL);
		source_free(s);
	}
	arena_free(log.mem);
}

static void
test_limits(void)
{
	struct log log = { .mem = arena_new() };
	struct limits l = limits;

	l.unpacked = 1000;
	l.ratio = 1;
	CHECK_STR(walk_file(&log, "container/zip-two.zip", &l), "r-1*1/668 a.xml; !limit b.xml; !limit -; ");
	CHECK_STR(err_text(), "more than 1000 bytes when unpacked, in all: what follows was not read");
	l.nesting = 1;
	CHECK_STR(walk_file(&log, "container/gzip-double.gz", &l), "!limit -; ");
	CHECK_STR(err_text(), "more than 1 containers in one another");
	arena_free(log.mem);
}

static ssize_t
fill_failing(void *arg, void *p, size_t n)
{
	(void)arg, (void)p, (void)n;
	return fail(ERR_SYSTEM, "cannot read");
}

/* What is wrong with us is not told of the input. */
static void
test_system(void)
{
	struct log log = { .mem = arena_new() };
	struct source *s = source_new(fill_failing, NULL);

	CHECK(walk(&log, s, &limits) == -1);
	CHECK_STR(err_text(), "cannot read");
	CHECK_STR(log.text, "");
	source_free(s);
	arena_free(log.mem);
}

TEST_MAIN(test_places, test_mended, test_claims, test_notice, test_warnings, test_stopped,
    test_limits, test_system)
