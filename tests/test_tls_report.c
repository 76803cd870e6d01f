#include "arena.h"
#include "drip.h"
#include "err.h"
#include "test.h"
#include "tls_report.h"

/* What is read in a text that comes in steps: "organization/report-id", "none", or the error. */
static const char *
read_bytes(struct arena *mem, const char *text, size_t n, size_t step)
{
	struct drip d = { text, n, step };
	struct source *s = source_new(drip_fill, &d);
	struct report_name tls;
	int rv = tls_report_read(s, 4, mem, &tls);

	source_free(s);
	return rv == -1 ? err_text() : rv == 0 ? "none" : arena_printf(mem, "%s/%s",
	    tls.org != NULL ? tls.org : "-", tls.report_id != NULL ? tls.report_id : "-");
}

static void
expect(const char *text, size_t n, const char *want)
{
	struct arena *mem = arena_new();
	size_t step;

	for (step = 1; step <= n; step = step * 3 + 1)
		CHECK_STR(read_bytes(mem, text, n, step), want);
	arena_free(mem);
}

#define TLS(org, id, more)						\
	"{\"organization-name\":" org ",\"report-id\":" id ",\"policies\":[" more "]}"

static void
test_tls(void)
{
	static const struct { const char *text, *want; } texts[] = {
		{ TLS("\"o\"", "\"r\"", ""), "o/r" },
		{ "\xef\xbb\xbf\n{ \"policies\" : [ {\"a\":[1,2]} ] , \"report-id\" : 1 }\n", "-/1" },
		{ TLS("\"o\"", "\"r\"", "1e400, -1E+400, 123456789012345678901234567890, 0.1"), "o/r" },
		{ TLS("\"o\"", "1e400", ""), "o/1e400" },
		{ TLS("null", "true", ""), "-/-" },
		{ TLS("[\"o\"]", "{\"report-id\":\"x\"}", ""), "-/-" },
		{ TLS("\"a\\u0000b\"", "\"\\ud83d\\ude00\"", ""), "a\xef\xbf\xbd" "b/\xf0\x9f\x98\x80" },
		{ TLS("\"\\ud83d\"", "\"\\ude00x\\ud83d\\n\"", ""),
		    "\xef\xbf\xbd/\xef\xbf\xbdx\xef\xbf\xbd\n" },
		{ TLS("\"\\ud83d\\ud83d\\ude00\"", "\"\\ud83d\\u0041\"", ""),
		    "\xef\xbf\xbd\xf0\x9f\x98\x80/\xef\xbf\xbd" "A" },
		{ TLS("\"\\u00e9\\u20ac\"", "\"\xff\"", ""), "\xc3\xa9\xe2\x82\xac/\xc3\xbf" },
		{ "{\"organization\\u002dname\":\"o\",\"report-id\":\"r\",\"report-id\":\"s\",\"policies\":[]}",
		    "o/r" },
		{ "{\"policies\":[]}", "none" },
		{ "{\"report-id\":\"1\"}", "none" },
		{ "{\"report-id\":\"1\",\"policies\":{}}", "none" },
		{ "{\"a\":{\"report-id\":\"1\",\"policies\":[]}}", "none" },
		{ "[\"report-id\",\"policies\",[]]", "none" },
		{ "{\"policies\":[\"report-id\"]}", "none" },
		{ "{}", "none" },
		{ " [ ] ", "none" },
		{ "[{},[[]],{\"\":{}}]", "none" },
		{ "[-0,0.5,1e9,-12.25E-3,true,false,null,\"\\u00e9\\n\\\"\"]", "none" },
		{ "1", "none" },
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect(texts[i].text, strlen(texts[i].text), texts[i].want);
}

/* As UTF-16, and with what fills a file up. */
static void
test_bytes(void)
{
	static const char text[] = TLS("\"o\"", "\"r\"", "");
	char wide[2 * sizeof text] = "\xff\xfe", full[sizeof text + 20] = "";
	size_t i;

	for (i = 0; i < sizeof text - 1; i++)
		wide[2 + 2 * i] = text[i];
	expect(wide, 2 * sizeof text, "o/r");
	memcpy(full, text, sizeof text);
	expect(full, sizeof full, "o/r");
}

static void
test_malformed(void)
{
	static const struct { const char *text, *why; } texts[] = {
		{ "", "the text ends too early" }, { "{", "the text ends too early" },
		{ "[", "the text ends too early" }, { "[1", "the text ends too early" },
		{ "[1,", "the text ends too early" }, { "[1,]", "neither a value nor a number" },
		{ "[,1]", "neither a value nor a number" }, { "[1 2]", "a ',' is missing" },
		{ "{\"a\"}", "a ':' is missing" }, { "{\"a\":}", "neither a value nor a number" },
		{ "{\"a\":1,}", "a string is missing" }, { "{a:1}", "a string is missing" },
		{ "{1:1}", "a string is missing" }, { "{\"a\" 1}", "a ':' is missing" },
		{ "[}", "neither a value nor a number" }, { "{]", "a string is missing" },
		{ "[]]", "text after the end" }, { "{} x", "text after the end" },
		{ "[01]", "a ',' is missing" }, { "[1.]", "neither a value nor a number" },
		{ "[.5]", "neither a value nor a number" }, { "[1e]", "neither a value nor a number" },
		{ "[+1]", "neither a value nor a number" }, { "[-]", "neither a value nor a number" },
		{ "[nul]", "neither a value nor a number" }, { "[nulll]", "a ',' is missing" },
		{ "[True]", "neither a value nor a number" }, { "[NaN]", "neither a value nor a number" },
		{ "[Infinity]", "neither a value nor a number" }, { "[0x1]", "a ',' is missing" },
		{ "[1]//", "text after the end" }, { "{/**/}", "a string is missing" },
		{ "\"a", "the text ends too early" }, { "\"a\n\"", "a string without an end" },
		{ "\"\\x\"", "a strange escape in a string" }, { "\"\\u12g4\"", "a strange escape in a string" },
		{ "\"\\", "the text ends too early" }, { "\"\\u1", "the text ends too early" },
		{ "'a'", "neither a value nor a number" },
	};
	char why[80];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		snprintf(why, sizeof why, "line 1: %s", texts[i].why);
		expect(texts[i].text, strlen(texts[i].text), why);
	}
	expect("{\n\"a\":\n x}", 10, "line 3: neither a value nor a number");
	expect("{\n", 2, "line 2: the text ends too early");
}

static void
test_limits(void)
{
	static char text[3000];
	struct arena *mem = arena_new();
	struct report_name tls;
	struct source *s;

	expect("[[[[]]]]", 8, "none");
	expect("[[[[[]]]]]", 10, "JSON of more than 4 levels");
	memset(text, 'x', sizeof text);
	memcpy(text, "{\"policies\":[],\"report-id\":\"", 28);
	memcpy(text + sizeof text - 3, "\"}", 3);
	s = source_memory(text, sizeof text - 1);
	CHECK(tls_report_read(s, 4, mem, &tls) == 1);
	CHECK(strlen(tls.report_id) < 1024 && strlen(tls.report_id) > 1000);
	source_free(s);
	arena_free(mem);
}

TEST_MAIN(test_tls, test_bytes, test_malformed, test_limits)
