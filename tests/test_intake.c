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

TEST_MAIN(test_places, test_mended, test_warnings, test_stopped, test_limits, test_system)
