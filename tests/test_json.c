#include "arena.h"
#include "drip.h"
#include "err.h"
#include "json.h"
#include "test.h"

#define DEPTH	5

static const char *
value(struct json *j, int event, struct arena *mem)
{
	static const char *const words[] = {
		[JSON_OBJECT] = "{", [JSON_LIST] = "[", [JSON_LEAVE] = "}", [JSON_WORD] = "w"
	};
	char piece[16];
	const char *s = "'";
	ssize_t n;

	if (event == JSON_NUMBER)
		return json_text(j, mem);
	if (event != JSON_STRING)
		return words[event];
	while ((n = json_read(j, piece, sizeof piece)) > 0)
		s = arena_printf(mem, "%s%.*s", s, (int)n, piece);
	return arena_printf(mem, "%s'", s);
}

/* What is read in a text that comes in steps: "path=value " of each; skip: no string is read. */
static const char *
read_bytes(struct arena *mem, const char *text, size_t step, int skip)
{
	struct drip d = { text, strlen(text), step };
	struct source *in = source_new(drip_fill, &d);
	struct json *j = json_open(in, DEPTH);
	const char *s = "";
	int rv;

	while ((rv = json_next(j)) > JSON_END)
		s = arena_printf(mem, "%s%s%s%s ", s, json_path(j), "=",
		    skip && rv == JSON_STRING ? "s" : value(j, rv, mem));
	s = rv == -1 ? arena_printf(mem, "%s%s", s, err_text()) : s;
	json_close(j);
	source_free(in);
	return s;
}

static void
test_values(void)
{
	static const struct { const char *text, *want, *skipped; } texts[] = {
		{ "{}", "={ =} ", NULL },
		{ " 1e2 ", "=1e2 ", NULL },
		{ "\"a\\n\\u00e9\\u0000\\ud83d\\ude00\"", "='a\n\xc3\xa9\xef\xbf\xbd\xf0\x9f\x98\x80' ", "=s " },
		{ "\"a long one, of more than a piece\"", "='a long one, of more than a piece' ", "=s " },
		{ "{\"a\":\"\",\"b\":{\"c\":[1,\"x\"]},\"d\":null}",
		    "={ a='' b={ b.c[]=[ b.c[]=1 b.c[]='x' b.c=} b=} d=w =} ",
		    "={ a=s b={ b.c[]=[ b.c[]=1 b.c[]=s b.c=} b=} d=w =} " },
		{ "[[1],{\"a\":[{\"b\":2}]}]",
		    "[]=[ [][]=[ [][]=1 []=} []={ [].a[]=[ [].a[]={ [].a[].b=2 [].a[]=} [].a=} []=} =} ",
		    NULL },
		{ "{\"0123456789012345678901234567890123456789012345678901234567890123\":{\"a\":1},\"b\":2}",
		    "={ ={ =1 =} b=2 =} ", NULL },
		{ "[[[[[[1]]]]]]",
		    "[]=[ [][]=[ [][][]=[ [][][][]=[ [][][][][]=[ JSON of more than 5 levels", NULL },
		{ "{\"a\"1}", "={ line 1: a ':' is missing", NULL },
		{ "{\"a\":1\n,}", "={ a=1 line 2: a string is missing", NULL },
		{ "[1 2]", "[]=[ []=1 line 1: a ',' is missing", NULL },
		{ "{\"a\":\"x", NULL, "={ a=s line 1: the text ends too early" },
		{ "[\"a\nb\"]", NULL, "[]=[ []=s line 1: a string without an end" },
		{ "[\"\\x\"]", NULL, "[]=[ []=s line 1: a strange escape in a string" },
		{ "[nul]", "[]=[ line 1: neither a value nor a number", NULL },
		{ "{} {", "={ =} line 1: text after the end", NULL },
		{ "", "line 1: the text ends too early", NULL },
	};
	struct arena *mem = arena_new();
	size_t i, step;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		for (step = 1; step < 100; step = step * 3 + 1) {
			if (texts[i].skipped != NULL)
				CHECK_STR(read_bytes(mem, texts[i].text, step, 1), texts[i].skipped);
			if (texts[i].want != NULL)
				CHECK_STR(read_bytes(mem, texts[i].text, step, 0), texts[i].want);
		}
	arena_free(mem);
}

TEST_MAIN(test_values)
