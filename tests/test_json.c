#include "arena.h"
#include "drip.h"
#include "err.h"
#include "json.h"
#include "test.h"

static void
test_tls(void)
{
	static const struct { const char *text; int want; } texts[] = {
		{ "{\"organization-name\":\"o\",\"policies\":[]}", 1 },
		{ "\xef\xbb\xbf\n{ \"policies\" : [ {\"a\":[1,2]} ] , \"report-id\" : 1 }\n", 1 },
		{ "{\"policies\":[]}", 0 },
		{ "{\"report-id\":\"1\"}", 0 },
		{ "{\"report-id\":\"1\",\"policies\":{}}", 0 },
		{ "{\"a\":{\"report-id\":\"1\",\"policies\":[]}}", 0 },
		{ "[\"report-id\",\"policies\",[]]", 0 },
		{ "{\"policies\":[\"report-id\"]}", 0 },
		{ "{}", 0 },
		{ " [ ] ", 0 },
		{ "[{},[[]],{\"\":{}}]", 0 },
		{ "[-0,0.5,1e9,-12.25E-3,true,false,null,\"\\u00e9\\n\\\"\"]", 0 },
		{ "1", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK(json_is_tls(texts[i].text, strlen(texts[i].text), 4) == texts[i].want);
}

static void
test_malformed(void)
{
	static const char *const texts[] = {
		"", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{a:1}", "{1:1}", "{\"a\" 1}", "[}", "{]", "[]]", "{} x", "[01]", "[1.]", "[.5]", "[1e]",
		"[+1]", "[-]", "[nul]", "[nulll]", "[True]", "\"a", "\"a\n\"", "\"\\x\"", "\"\\u12g4\"",
		"\"\\", "\"\\u1", "'a'",
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		CHECK(json_is_tls(texts[i], strlen(texts[i]), 4) == -1);
		CHECK(err_kind() == ERR_JSON_MALFORMED);
	}
	json_is_tls("{\n\"a\":\n x}", 10, 4);
	CHECK_STR(err_text(), "line 3: neither a value nor a number");
	json_is_tls("{\n", 2, 4);
	CHECK_STR(err_text(), "line 2: the text ends too early");
}

static void
test_limits(void)
{
	struct arena *mem = arena_new();
	struct drip d = { "[[[[]]]]", 8, 3 }, e = d;
	struct source *s = source_new(drip_fill, &d);
	size_t n;

	CHECK(json_is_tls("[[[[]]]]", 8, 4) == 0);
	CHECK(json_is_tls("[[[[[]]]]]", 10, 4) == -1 && err_kind() == ERR_LIMIT);
	CHECK_STR(err_text(), "JSON of more than 4 levels");
	CHECK_STR(json_read(s, 8, mem, &n), "[[[[]]]]");
	CHECK(n == 8);
	source_free(s);
	s = source_new(drip_fill, &e);
	CHECK(json_read(s, 7, mem, &n) == NULL && err_kind() == ERR_LIMIT);
	source_free(s);
	arena_free(mem);
}

TEST_MAIN(test_tls, test_malformed, test_limits)
