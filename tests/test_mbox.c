#include <stdlib.h>

#include "arena.h"
#include "drip.h"
#include "mbox.h"
#include "test.h"

#define AT	" Tue Nov 24 01:02:03 2026\n"

/* The messages, each in brackets. */
static const char *
split(struct arena *mem, const char *text, size_t len, size_t step)
{
	struct drip d = { text, len, step };
	struct source *in = source_new(drip_fill, &d), *message;
	struct mbox *m = mbox_open(in);
	const char *s = "";
	const void *p;
	ssize_t n;
	int rv;

	while ((rv = mbox_next(m, &message)) == 1) {
		s = arena_printf(mem, "%s[", s);
		while ((n = source_read(message, &p)) > 0)
			s = arena_printf(mem, "%s%.*s", s, (int)n, (const char *)p);
		s = arena_printf(mem, "%s]", s);
	}
	CHECK(rv == 0);
	mbox_close(m);
	source_free(in);
	return s;
}

static void
test_split(void)
{
	static const struct { const char *text, *want; } boxes[] = {
		{ "", "" },
		{ "From a" AT "S: 1\n\none\n\nFrom b" AT "S: 2\n\ntwo\n",
		    "[From a" AT "S: 1\n\none\n\n][From b" AT "S: 2\n\ntwo\n]" },
		{ "From a" AT "\r\none\r\n\r\nFrom b" AT, "[From a" AT "\r\none\r\n\r\n][From b" AT "]" },
		{ "From a" AT "\nwords\nFrom b" AT, "[From a" AT "\nwords\nFrom b" AT "]" },
		{ "From a" AT "\n\nFrom here on it is prose\n\n",
		    "[From a" AT "\n\nFrom here on it is prose\n\n]" },
		{ "From a" AT "\n\nFrom", "[From a" AT "\n\nFrom]" },
		{ "\xef\xbb\xbf\n \r\nFrom a" AT "\none\n\nFrom b" AT,
		    "[From a" AT "\none\n\n][From b" AT "]" },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof boxes / sizeof *boxes; i++)
		CHECK_STR(split(mem, boxes[i].text, strlen(boxes[i].text), 7), boxes[i].want);
	arena_free(mem);
}

/* Wherever the second message begins in a buffer, it is found. */
static void
test_large(void)
{
	static const char head[] = "From a" AT "\n", tail[] = "\r\n\r\nFrom b" AT;
	size_t i, len, from = SOURCE_BUFFER / 2 - 400;
	char *text = xrealloc(NULL, SOURCE_BUFFER);
	struct arena *mem = arena_new();
	const char *got, *second;

	for (i = 0; i < 500; i++) {
		len = from + i;
		memcpy(text, head, sizeof head - 1);
		memset(text + sizeof head - 1, '-', len);
		memcpy(text + sizeof head - 1 + len, tail, sizeof tail - 1);
		got = split(mem, text, sizeof head - 1 + len + sizeof tail - 1,
		    SOURCE_BUFFER / 2);
		second = strstr(got, "][");
		CHECK(second != NULL && strcmp(second, "][From b" AT "]") == 0);
		arena_reset(mem, 0);
	}
	arena_free(mem);
	free(text);
}

TEST_MAIN(test_split, test_large)
