#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "err.h"
#include "limit.h"
#include "multipart.h"
#include "test.h"

#define TYPE	"multipart/form-data; boundary=XX"

static char *
append(struct arena *mem, const char *s, struct source *in)
{
	const void *p;
	ssize_t n;

	while ((n = source_read(in, &p)) > 0)
		s = arena_printf(mem, "%s%.*s", s, (int)n, (const char *)p);
	return arena_printf(mem, "%s%s", s, n == -1 ? "!" : "");
}

static const struct limits limits = { .parts = 512 };

/* The form as "name,file=content;", an error as its text. */
static const char *
read_form(struct arena *mem, const char *type, const char *body, size_t len, size_t step)
{
	struct drip d = { body, len, step };
	struct source *in = source_new(drip_fill, &d);
	struct multipart *m = multipart_open(in, type, &limits);
	struct multipart_part part;
	const char *s = "";
	int rv = -1;

	while (m != NULL && (rv = multipart_next(m, &part)) == 1)
		s = arena_printf(mem, "%s;", append(mem, arena_printf(mem, "%s%s,%s=", s,
		    part.name, part.file != NULL ? part.file : "-"), part.source));
	if (rv == -1)
		s = arena_printf(mem, "%s%s", s, err_text());
	multipart_close(m);
	source_free(in);
	return s;
}

static void
test_forms(void)
{
	static const struct { const char *type, *body, *want; } forms[] = {
		{ TYPE, "--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f.xml\"\r\n"
		    "Content-Type: text/xml\r\n\r\n<a/>\r\n--XX--\r\n", "a,f.xml=<a/>;" },
		{ TYPE, "--XX\ncontent-disposition: form-data; filename=f; name=a\n\n1\n2\n--XX--",
		    "a,f=1\n2;" },
		{ "multipart/form-data; charset=x; boundary=\"X X\"",
		    "--X X\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--X X--", "a,-=;" },
		{ TYPE, "preamble\r\n--XX \t\r\n\r\n1\r\n--XX\r\n\r\n2\r\n--XX--epilogue",
		    ",-=1;,-=2;" },
		{ TYPE, "--XXX\r\n--XX\r\n\r\n--XXX\r\n-\r\n--X\r\n--XX--", ",-=--XXX\r\n-\r\n--X;" },
		{ TYPE, "--XX\r\n\r\n\r\r\r\n--XX--", ",-=\r\r;" },
		{ TYPE, "--XX--\r\n", "" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data; name=\"a;b\\\"c\"; filename=\"d;"
		    "e%22\\\"%41.xml\"\r\n\r\n1\r\n--XX--", "a;b\"c,d;e\"\"%41.xml=1;" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data;\r\n name=a;\r\n\tfilename*=UTF-8''"
		    "%C3%A4+%20.xml\r\n\r\n1\r\n--XX--", "a,\303\244+ .xml=1;" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data; name=\"%22\"; filename=\"C:\\d\\\303\244"
		    "%2\\\\.xml\"\r\n\r\n1\r\n--XX--", "\",C:\\d\\\303\244%2\\\\.xml=1;" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data; filename=\"\"\r\n\r\n\r\n--XX--",
		    ",=;" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data; name=\"\r\n\r\n1\r\n--XX--",
		    ",-=1;" },
		{ TYPE, "--XX\r\nContent-Disposition: form-data; name=\"x; filename=\"y\r\n\r\n1"
		    "\r\n--XX--", "x; filename=,-=1;" },
	};
	static const size_t steps[] = { 1, 2, 3, 5, 7, 4096 };
	struct arena *mem = arena_new();
	size_t i, k;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		for (k = 0; k < sizeof steps / sizeof *steps; k++)
			CHECK_STR(read_form(mem, forms[i].type, forms[i].body,
			    strlen(forms[i].body), steps[k]), forms[i].want);
	arena_free(mem);
}

static void
test_refused(void)
{
	static const struct { const char *type, *body, *why; } bad[] = {
		{ "multipart/form-data", "", "the form's Content-Type names no boundary" },
		{ "multipart/form-data; boundary=", "", "the form's Content-Type names no boundary" },
		{ "multipart/form-data; xboundary=X", "", "the form's Content-Type names no boundary" },
		{ "multipart/form-data; boundary="
		    "1234567890123456789012345678901234567890123456789012345678901234567890X", "",
		    "the form's boundary has 71 characters, the limit is 70" },
		{ TYPE, "", "the form broke off in part 0" },
		{ TYPE, "no delimiter", "the form broke off in part 0" },
		{ TYPE, "--XX", "the form broke off in part 0" },
		{ TYPE, "--XX\r\n", "the form broke off in the header of part 1" },
		{ TYPE, "--XX\r\nA: b", "the form broke off in the header of part 1" },
		{ TYPE, "--XX\r\n\r\n1\r\n--XX", ",-=1\r\n--XX!;the form broke off in part 1" },
		{ TYPE, "--XX\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--XX--",
		    "part 1 is encoded as base64" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *got = read_form(mem, bad[i].type, bad[i].body, strlen(bad[i].body), 3);
		const char *end = strchr(got, ';');

		/* how much of a part that broke off was handed on does not matter */
		CHECK_STR(end != NULL ? end + 1 : got,
		    strchr(bad[i].why, ';') != NULL ? strchr(bad[i].why, ';') + 1 : bad[i].why);
	}
	arena_free(mem);
}

static void
test_limits(void)
{
	struct arena *mem = arena_new();
	const char *many = "", *head;
	char *fill_up = arena_alloc(mem, MAX_PART_HEAD + 1);
	size_t i;

	for (i = 0; i <= limits.parts; i++)
		many = arena_printf(mem, "%s--XX\r\n\r\n\r\n", many);
	many = strrchr(read_form(mem, TYPE, many, strlen(many), 4096), ';') + 1;
	CHECK_STR(many, "the form has more than 512 parts");
	CHECK(err_kind() == ERR_TOO_LARGE);
	memset(fill_up, 'x', MAX_PART_HEAD);
	head = arena_printf(mem, "--XX\r\n%s", fill_up);
	CHECK_STR(read_form(mem, TYPE, head, strlen(head), 4096),
	    "the header of part 1 is longer than 8 KiB");
	arena_free(mem);
}

/* Wherever the delimiter falls in a buffer, the part is whole. */
static void
test_large(void)
{
	static const char head[] = "--XX\r\n\r\n", tail[] = "\r\n--XX--";
	size_t from = 9 * 4096 - 150, len, n;
	char *body = xrealloc(NULL, SOURCE_BUFFER + 200);
	struct arena *mem = arena_new();
	const char *got;

	for (len = from; len < from + 200; len++) {
		memcpy(body, head, sizeof head - 1);
		memset(body + sizeof head - 1, '-', len);
		memcpy(body + sizeof head - 1 + len, tail, sizeof tail - 1);
		got = read_form(mem, TYPE, body, sizeof head - 1 + len + sizeof tail - 1, 4096);
		n = strlen(got);
		CHECK(n == len + strlen(",-=;") && got[n - 1] == ';' && got[n - 2] == '-');
		arena_reset(mem, 0);
	}
	arena_free(mem);
	free(body);
}

TEST_MAIN(test_forms, test_refused, test_limits, test_large)
