#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "mail.h"
#include "sniff.h"
#include "test.h"

static const struct limits limits = LIMIT_DEFAULT;

#define MULTI	"Content-Type: multipart/mixed; boundary=b\n\n"
#define OCTETS	"Content-Type: application/octet-stream"

/* Each part as [type name flags|bytes], a failure as !kind. */
static const char *
parts(struct arena *mem, const char *text, size_t len, size_t step,
    const struct limits *l)
{
	struct drip d = { text, len, step };
	struct source *in = source_new(drip_fill, &d);
	struct mail *m = mail_open(in, l);
	struct mail_part part;
	const char *s = "";
	const void *p;
	ssize_t n;
	int rv;

	while ((rv = mail_next(m, &part)) == 1) {
		s = arena_printf(mem, "%s[%s %s%s%s%s|", s, part.type,
		    part.name == NULL ? "-" : part.name,
		    part.attachment ? " att" : "", part.report ? " rep" : "",
		    part.notice ? " notice" : "");
		while ((n = source_read(part.source, &p)) > 0)
			s = arena_printf(mem, "%s%.*s", s, (int)n, (const char *)p);
		s = arena_printf(mem, "%s]", s);
	}
	if (rv == -1)
		s = arena_printf(mem, "%s!%s", s, err_code(err_kind()));
	mail_close(m);
	source_free(in);
	return s;
}

static void
check_parts(const char *text, const char *want)
{
	static const size_t steps[] = { 1, 2, 7, 100000 };
	struct arena *mem = arena_new();
	size_t i, n = strlen(text), j, len;
	char *crlf = arena_alloc(mem, 2 * n + 1);

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		CHECK_STR(parts(mem, text, n, steps[i], &limits), want);
	/* The same with CR LF, where the text itself has one line. */
	for (j = len = 0; j < n; j++) {
		if (text[j] == '\n')
			crlf[len++] = '\r';
		crlf[len++] = text[j];
	}
	if (strchr(want, '\n') == NULL)
		CHECK_STR(parts(mem, crlf, len, 3, &limits), want);
	arena_free(mem);
}

static void
test_structure(void)
{
	static const struct { const char *text, *want; } mails[] = {
		{ "", "[text/plain -|]" },
		{ "\n", "[text/plain -|]" },
		{ "A: b\n\none", "[text/plain -|one]" },
		{ "A: b\n\none\n", "[text/plain -|one\n]" },
		{ MULTI "pre\n--b\n\none\n--b\n\ntwo\n\n--b--\npost\n",
		    "[text/plain -|one][text/plain -|two\n]" },
		{ MULTI "--b\n\none\n--b \t\n\ntwo\n--b--\n",
		    "[text/plain -|one][text/plain -|two]" },
		{ MULTI "--b\n\none", "[text/plain -|one]" },
		{ MULTI "--b\n\none\n", "[text/plain -|one\n]" },
		{ MULTI "--b\n\none\n--bc\n--b-\n-- b\n--b--",
		    "[text/plain -|one\n--bc\n--b-\n-- b]" },
		{ MULTI "--b\n--b\nA: b\n--b--\n", "[text/plain -|][text/plain -|]" },
		{ MULTI "--b\nno header\n--b--\n", "[text/plain -|no header]" },
		{ "Content-Type: multipart/mixed; boundary=b\n--b\n\none\n--b--\n",
		    "[text/plain -|one]" },
		{ MULTI "--b\nContent-Type: multipart/x; boundary=bc\n\n--bc\n\none\n--bc\n\n"
		    "two\n--b\n\nthree\n--b--\n",
		    "[text/plain -|one][text/plain -|two][text/plain -|three]" },
		{ MULTI "--b\nContent-Type: multipart/x; boundary=bc\n\n--bc\n\none\n--bc--\n"
		    "post\n--b\n\nthree\n--b--\n", "[text/plain -|one][text/plain -|three]" },
		{ "Content-Type: multipart/mixed\n\n--b\n\none\n", "[multipart/mixed -|--b\n\none\n]" },
		{ MULTI "--b\nContent-Type: message/rfc822\n\nA: b\n\none\n--b--\n",
		    "[message/rfc822 -|A: b\n\none]" },
		{ "Content-Type: text/x\n" MULTI "--b\n\none\n--b--", "[text/plain -|one]" },
		{ "ContentType: multipart/mixed; boundary=b\n\n--b\n\none\n--b--",
		    "[text/plain -|one]" },
		{ "From a Fri\nContent-Type: TEXT/Html (x)\n\none", "[text/html -|one]" },
		{ "Content-Type: multipart/report; boundary=b\n\n--b\n\none\n--b\n"
		    "Content-Type: message/feedback-report\n\ntwo\n--b--\n",
		    "[text/plain - rep|one][message/feedback-report - rep|two]" },
		{ "Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\n\n"
		    "--b\nContent-Type: multipart/x; boundary=c\n\n--c\n\none\n--c--\n"
		    "--b\n\ntwo\n--b--\n",
		    "[text/plain - notice|one][text/plain - rep notice|two]" },
		{ MULTI "--b\nContent-Type: message/disposition-notification\n\none\n--b\n\n"
		    "two\n--b--", "[message/disposition-notification - notice|one]"
		    "[text/plain -|two]" },
		{ "Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: b\n\none\n--b\n"
		    "Content-Type: text/x\n\ntwo\n--b\nContent-Type: multipart/x; boundary=c\n\n"
		    "--c\n\nthree\n--b--\n",
		    "[message/rfc822 -|A: b\n\none][text/x -|two][text/plain -|three]" },
	};
	size_t i;

	for (i = 0; i < sizeof mails / sizeof *mails; i++)
		check_parts(mails[i].text, mails[i].want);
}

/* The boundary is the one that is used, where its header says none or another. */
static void
test_boundaries(void)
{
#define TYPE		"Content-Type: multipart/mixed"
#define PART(text)	"--b\nContent-Type: text/x\n\n" text "\n"
#define ONE		PART("one") "--b--\n"
	static const struct { const char *text, *want; } mails[] = {
		{ TYPE "\n\n" ONE, "[text/x -|one]" },
		{ TYPE "\n\npre\n" PART("one") PART("two"), "[text/x -|one][text/x -|two\n]" },
		{ TYPE " boundary=b\n\n" ONE, "[text/x -|one]" },
		{ TYPE ";\n\nboundary=b\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=\"\"\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=c\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=bc\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=\"b \"\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=\"b \"\n\n--b \n\none\n--b --\n", "[text/plain -|one]" },
		{ TYPE "; boundary=\\\"b\\\"\n\n" ONE, "[text/x -|one]" },
		{ TYPE "; boundary=\"b\\c\"\n\n--b\\c\nContent-Type: text/x\n\none\n--b\\c--",
		    "[text/x -|one]" },
		{ TYPE "; boundary=\"b\\\"c\"\n\n--b\"c\n\none\n--b\"c--", "[text/plain -|one]" },
		{ TYPE "\n" ONE, "[text/x -|one]" },
		{ TYPE "\n\n--b\n\none\n" PART("two"), "[text/plain -|one][text/x -|two\n]" },
		{ TYPE "\n\n--b \t\ncontent-type: text/x\n\none\n--b\t--\n--b--  \n",
		    "[text/x -|one\n--b\t--]" },
		/* what is declared comes first, wherever it stands */
		{ MULTI "--c\nContent-Type: text/y\n\nno\n" ONE, "[text/x -|one]" },
		{ MULTI "--c\nContent-Type: text/y\n\nno\n--b\n\none\n--b--",
		    "[text/plain -|one]" },
		/* and it ends with the one around it */
		{ MULTI "--b\n" TYPE "\n\npre\n" ONE, "[multipart/mixed -|pre][text/x -|one]" },
		{ MULTI "--b\n" TYPE "; boundary=d\n\npre\n" ONE, "[text/x -|one]" },
		{ MULTI "--b\n" TYPE "\n\n--c\nContent-Type: text/y\n\ntwo\n" ONE,
		    "[text/y -|two][text/x -|one]" },
		{ MULTI "--b\n" TYPE "; boundary=bb\n\n--bc\nContent-Type: text/y\n\ntwo\n"
		    "--bc--\npost\n" ONE, "[text/y -|two][text/x -|one]" },
		/* no part begins there */
		{ TYPE "\n\n-- \nContent-Type: text/x\n\none\n",
		    "[multipart/mixed -|-- \nContent-Type: text/x\n\none\n]" },
		{ TYPE "\n\n--b\nFrom: eva\n\none\n", "[multipart/mixed -|--b\nFrom: eva\n\none\n]" },
		{ TYPE "\n\n--b\nContent of it: x\n", "[multipart/mixed -|--b\nContent of it: x\n]" },
		{ TYPE "\n\n--\1\nContent-Type: x\n", "[multipart/mixed -|--\1\nContent-Type: x\n]" },
		{ TYPE "\n\n--b", "[multipart/mixed -|--b]" },
		{ "Content-Type: text/plain\n\n--b\nContent-Type: text/x\n",
		    "[text/plain -|--b\nContent-Type: text/x\n]" },
		/* what came back stays so */
		{ "Content-Type: multipart/report; report-type=delivery-status\n\n" ONE,
		    "[text/x - rep notice|one]" },
	};
	size_t i;

	for (i = 0; i < sizeof mails / sizeof *mails; i++)
		check_parts(mails[i].text, mails[i].want);
}

/* It is looked for only so far. */
static void
test_preamble(void)
{
	static const struct { size_t pad, len; const char *want; } bodies[] = {
		{ 15 << 10, 70, "[text/x -|one]" },
		{ 17 << 10, 70, NULL },
		{ 0, 70, "[text/x -|one]" },
		{ 0, 71, NULL },
	};
	struct arena *mem = arena_new();
	const char *text, *got;
	size_t i;

	for (i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		text = arena_printf(mem, TYPE "\n\n%0*d\n--%0*d\nContent-Type: text/x\n\none",
		    (int)bodies[i].pad, 0, (int)bodies[i].len, 0);
		got = parts(mem, text, strlen(text), 1000, &limits);
		if (bodies[i].want != NULL)
			CHECK_STR(got, bodies[i].want);
		else
			CHECK(strncmp(got, "[multipart/mixed -|0", 20) == 0);
	}
	arena_free(mem);
}

static void
test_names(void)
{
	static const struct { const char *head, *name; } heads[] = {
		{ "Content-Type: a/b; name=x.xml", "x.xml att" },
		{ "Content-Type: a/b;\n name=\"x y.xml\" ; z=1", "x y.xml att" },
		{ "Content-Type: a/b; name=my x.xml", "my x.xml att" },
		{ "Content-Type: a/b; name=\"a\\\"b;c\"", "a\"b;c att" },
		{ "Content-Type: a/b; name=\"open", "open att" },
		{ "Content-Type: a/b; name=", "-" },
		{ "Content-Type: a/b; NAME = x", "x att" },
		{ "Content-Type: a/b; name=x\nContent-Disposition: inline; filename=y", "y att" },
		{ "Content-Type: a/b\nContent-Disposition: attachment", "- att" },
		{ "Content-Type: a/b; name*1=\"b.xml\"; name*0=a", "ab.xml att" },
		{ "Content-Type: a/b; name*0*=UTF-8''a%C3%B6; name*1*=%21; name*2=%21",
		    "a\xc3\xb6!%21 att" },
		{ "Content-Type: a/b; name*=utf-8'de'x%2exml", "x.xml att" },
		{ "Content-Type: a/b; name=x; name*0=y", "y att" },
		{ "Content-Type: a/b; name*1=y", "-" },
		{ "Content-Type: a/b; name*99999999999=y", "-" },
		{ "Content-Type: a/b; name=\"=?UTF-8?B?YS54bWw=?=\"", "a.xml att" },
		{ "Content-Type: a/b; name=\"=?x?q?a=2Ex?= =?x?Q?_ml?= b\"", "a.x ml b att" },
		{ "Content-Type: a/b; name=\"=?x?q?a\"", "=?x?q?a att" },
		{ "Content-Type: a/b; name=\"x\xf6\x01.xml\"", "x%F6%01.xml att" },
		{ "Content-Type: a/b", "-" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof heads / sizeof *heads; i++)
		check_parts(arena_printf(mem, "%s\n\n", heads[i].head),
		    arena_printf(mem, "[a/b %s|]", heads[i].name));
	arena_free(mem);
}

static void
test_encodings(void)
{
	static const struct { const char *encoding, *body, *want; } bodies[] = {
		{ "base64", "aGVsbG8gd29ybGQ=", "hello world" },
		{ "BASE64 (x)", "aGVs\nbG8gd29y\nbGQ=\n", "hello world" },
		{ "base64", "aGVsbG8gd29ybGQ", "hello world" },
		{ "base64", "aGVsbG8=IHdvcmxk", "hello world" },
		{ "base64", "aA==aGk=aGkgaGk", "hhihi hi" },
		{ "base64", " a\tG!V\ns", "hel" },
		{ "base64", "a", "" },
		{ "base64", "====", "" },
		{ "quoted-printable", "a=3D=\nb=3d= \t\nc", "a=b=c" },
		{ "quoted-printable", "a=b c=", "a=b c=" },
		{ "quoted-printable", "=zz=4", "=zz=4" },
		{ "quoted-printable", "====41", "===A" },
		{ "x-uuencode", "words\nbegin 644 a\n#0V%T\n`\nend\n", "Cat" },
		{ "uuencode", "begin 644 a\n#0V\n", "C" },
		{ "8bit", "a=3D\xff", "a=3D\xff" },
		{ "7bit", "PGZlZWRi\nYWNrPjwv\nZmVlZGJh\nY2s+\n", "<feedback></feedback>" },
		{ "", "H4sIAAAAAAAAAwMAAAAAAAAAAAA=", "\x1f\x8b\b" },
		{ "quoted-printable", "PGZlZWRiYWNrPjwvZmVlZGJhY2s+", "PGZlZWRiYWNrPjwvZmVlZGJhY2s+" },
		{ "7bit", "PGZlZWRi. YWNrPjwvZmVlZGJhY2s+", "PGZlZWRi. YWNrPjwvZmVlZGJhY2s+" },
		{ "7bit", "eJxUnrecognizedWord", "eJxUnrecognizedWord" },
		{ "7bit", "SomeWordOfNoMeaning", "SomeWordOfNoMeaning" },
		{ "what", "a=3D", "a=3D" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof bodies / sizeof *bodies; i++)
		check_parts(arena_printf(mem, "Content-Transfer-Encoding: %s\n\n%s",
		    bodies[i].encoding, bodies[i].body),
		    arena_printf(mem, "[text/plain -|%s]", bodies[i].want));
	arena_free(mem);
}

static void
test_head(void)
{
	static const char text[] =
	    "From: A\t<a@example.org>\n  (x)\nfrom: b\nMessage-Id: <1@x> \n"
	    "Subject: =?utf-8?q?a=3Db?=\n =?utf-8?q?c?=\n"
	    "Authentication-Results: one;\n\tdmarc=pass\n"
	    "Authentication-Results: two\n" MULTI "--b\nFrom: c\n\nx\n--b--\n";
	struct source *in = source_memory(text, sizeof text - 1);
	struct mail *m = mail_open(in, &limits);
	const struct mail_head *h = mail_head(m);
	struct mail_part part;

	while (mail_next(m, &part) == 1)
		;
	CHECK_STR(h->from, "A <a@example.org> (x)");
	CHECK_STR(h->message_id, "<1@x>");
	CHECK_STR(h->subject, "a=bc");
	CHECK_STR(h->auth_results->text, "one; dmarc=pass");
	CHECK_STR(h->auth_results->next->text, "two");
	CHECK(h->auth_results->next->next == NULL);
	mail_close(m);
	source_free(in);
}

/* What stands before the first field, and the type that is read then. */
static void
test_start(void)
{
	static const struct { const char *lead, *want; } leads[] = {
		{ "", "[a/b -|one]" },
		{ "\n", "[a/b -|one]" },
		{ " \t\n\n", "[a/b -|one]" },
		{ "  ", "[a/b -|one]" },
		{ "\xef\xbb\xbf", "[a/b -|one]" },
		{ "\xef\xbb\xbf\n \n\t", "[a/b -|one]" },
		{ "From a@b Fri\n", "[a/b -|one]" },
		{ ">From a@b Fri\n", "[a/b -|one]" },
		{ "\n\nFrom a@b Fri\n>From c@d Fri\n", "[a/b -|one]" },
		{ "Microsoft Mail Internet Headers Version 2.0\n", "[a/b -|one]" },
		{ "\xef\xbb\xbf\nwhat\nFrom a@b Fri\n", "[a/b -|one]" },
		{ "two lines\nthat are none\n", NULL },
		{ "a line\n\n", NULL },
		{ "From a@b Fri\n\n", NULL },
	};
	static const char head[] = "Content-Type: a/b\nX: y\n\none";
	struct arena *mem = arena_new();
	const char *text;
	struct source *in;
	size_t i;

	for (i = 0; i < sizeof leads / sizeof *leads; i++) {
		text = arena_printf(mem, "%s%s", leads[i].lead, head);
		check_parts(text, leads[i].want != NULL ? leads[i].want :
		    arena_printf(mem, "[text/plain -|%s]", text));
		in = source_memory(text, strlen(text));
		CHECK((sniff(in) == CONTENT_MAIL) == (leads[i].want != NULL));
		source_free(in);
	}
	arena_free(mem);
}

/* Of a multipart left nothing more comes, of the one around it the rest does. */
static void
test_leave(void)
{
	static const char text[] = MULTI
	    "--b\nContent-Type: multipart/x; boundary=c\n\n--c\n\none\n--c\n\ntwo\n--c\n"
	    "Content-Type: multipart/y; boundary=d\n\n--d\n\nthree\n--d--\n--c--\n"
	    "--b\n\nfour\n--b--\n";
	struct source *in = source_memory(text, sizeof text - 1);
	struct mail *m = mail_open(in, &limits);
	struct mail_part part;
	const void *p;

	CHECK(mail_next(m, &part) == 1);
	mail_leave(m);
	CHECK(mail_next(m, &part) == 1);
	CHECK(source_read(part.source, &p) == 4 && memcmp(p, "four", 4) == 0);
	CHECK(mail_next(m, &part) == 0);
	mail_close(m);
	source_free(in);
}

/* So many multiparts in one another, so many parts, one long line. */
static const char *
nested(struct arena *mem, int n)
{
	const char *s = "";
	int i;

	for (i = 0; i < n; i++)
		s = arena_printf(mem,
		    "%sContent-Type: multipart/x; boundary=b%d\n\n--b%d\n", s, i, i);
	return arena_printf(mem, "%s\nx", s);
}

static const char *
flat(struct arena *mem, int n)
{
	char *s = arena_printf(mem, "%s%*s", MULTI, 5 * n, "");
	int i;

	for (i = 0; i < n; i++)
		memcpy(s + strlen(MULTI) + 5 * i, "--b\n\n", 5);
	return s;
}

static void
test_limits(void)
{
	struct limits l = limits;
	struct arena *mem = arena_new();
	const char *s = nested(mem, 16);

	CHECK_STR(parts(mem, s, strlen(s), 100, &l), "[text/plain -|x]");
	s = nested(mem, 17);
	CHECK_STR(parts(mem, s, strlen(s), 100, &l), "!limit");
	CHECK_STR(err_text(), "more than 16 multiparts in one another");
	l.parts = 3;
	s = flat(mem, 3);
	CHECK_STR(parts(mem, s, strlen(s), 100, &l),
	    "[text/plain -|][text/plain -|][text/plain -|]");
	s = flat(mem, 4);
	CHECK_STR(parts(mem, s, strlen(s), 100, &l),
	    "[text/plain -|][text/plain -|][text/plain -|]!limit");
	CHECK_STR(err_text(), "more than 3 parts in one message");
	l.mail = 10;
	CHECK_STR(parts(mem, "A: b\n\n1234", 10, 100, &l), "[text/plain -|1234]");
	CHECK_STR(parts(mem, "A: b\n\n12345", 11, 100, &l), "[text/plain -|]!limit");
	CHECK_STR(err_text(), "a message of more than 10 bytes");
	arena_free(mem);
}

/* A field that is too long is no field, and harms no other. */
static void
test_long_field(void)
{
	struct arena *mem = arena_new();
	const char *s = arena_printf(mem,
	    "X: %70000s\nFrom: %70000s\nContent-Type: a/b\n\nx", "y", "z");
	struct source *in = source_memory(s, strlen(s));
	struct mail *m = mail_open(in, &limits);
	struct mail_part part;

	CHECK(mail_next(m, &part) == 1);
	CHECK_STR(part.type, "a/b");
	CHECK(mail_head(m)->from == NULL);
	mail_close(m);
	source_free(in);
	arena_free(mem);
}

/* A line whose CR is the last byte of a buffer. */
static void
test_split_line_end(void)
{
	struct arena *mem = arena_new();
	const char *s = arena_printf(mem, "%s--b\n\n%*s\r\n--b--\r\n", MULTI,
	    SOURCE_BUFFER - 1, "x");
	const char *want = arena_printf(mem, "[text/plain -|%*s]", SOURCE_BUFFER - 1, "x");

	CHECK_STR(parts(mem, s, strlen(s), 100000, &limits), want);
	CHECK_STR(parts(mem, s, strlen(s), 999, &limits), want);
	arena_free(mem);
}

/* Base64 in one line that is longer than any buffer. */
static void
test_long_line(void)
{
	static const char head[] = "Content-Transfer-Encoding: base64\n\n";
	const size_t n = 4 * SOURCE_BUFFER;
	char *text = xrealloc(NULL, sizeof head + n);
	struct source *in;
	struct mail *m;
	struct mail_part part;
	const void *p;
	size_t got = 0, same = 0;
	ssize_t r, i;

	memcpy(text, head, sizeof head);
	memset(text + sizeof head - 1, 'A', n);
	in = source_memory(text, sizeof head - 1 + n);
	m = mail_open(in, &limits);
	CHECK(mail_next(m, &part) == 1);
	for (; (r = source_read(part.source, &p)) > 0; got += r)
		for (i = 0; i < r; i++)
			same += ((const char *)p)[i] == 0;
	CHECK(r == 0 && got == n / 4 * 3 && same == got);
	mail_close(m);
	source_free(in);
	free(text);
}

TEST_MAIN(test_structure, test_boundaries, test_preamble, test_names, test_encodings, test_head,
    test_start, test_leave, test_limits, test_long_field, test_split_line_end, test_long_line)
