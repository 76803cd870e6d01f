#include "arena.h"
#include "drip.h"
#include "err.h"
#include "test.h"
#include "urlencoded.h"

static const struct limits limits = { .parts = 4 };

/* The form as "name=value;", of which so many bytes come at once; an error as its text. */
static const char *
read_form(struct arena *mem, const char *body, size_t step, int look)
{
	struct drip d = { body, strlen(body), step };
	struct source *in = source_new(drip_fill, &d);
	struct urlencoded *u = urlencoded_open(in, &limits);
	struct urlencoded_field f;
	const char *s = "";
	const void *p;
	ssize_t n;
	int rv;

	while ((rv = urlencoded_next(u, &f)) == 1) {
		s = arena_printf(mem, "%s%s=", s, f.name);
		while (look && (n = source_read(f.source, &p)) > 0)
			s = arena_printf(mem, "%s%.*s", s, (int)n, (const char *)p);
		s = arena_printf(mem, "%s;", s);
	}
	if (rv == -1)
		s = arena_printf(mem, "%s%s", s, err_text());
	urlencoded_close(u);
	source_free(in);
	return s;
}

static void
test_forms(void)
{
	static const struct { const char *body, *want, *names; } forms[] = {
		{ "a=1&b=2", "a=1;b=2;", "a=;b=;" },
		{ "a=x+y%20z%26%3d%0A", "a=x y z&=\n;", "a=;" },
		{ "a%5B0%5D=b=c&d", "a[0]=b=c;d=;", "a[0]=;d=;" },
		{ "a=%4&b=%4g%&c=%", "a=%4;b=%4g%;c=%;", "a=;b=;c=;" },
		{ "&&a=1&", "=;=;a=1;", "=;=;a=;" },
		{ "", "", "" },
		{ "a&b&c&d&e", "a=;b=;c=;d=;the form has more than 4 fields",
		    "a=;b=;c=;d=;the form has more than 4 fields" },
	};
	struct arena *mem = arena_new();
	size_t i, step;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		for (step = 1; step < 50; step = step * 2 + 1) {
			CHECK_STR(read_form(mem, forms[i].body, step, 1), forms[i].want);
			CHECK_STR(read_form(mem, forms[i].body, step, 0), forms[i].names);
		}
	arena_free(mem);
}

static void
test_long_name(void)
{
	struct arena *mem = arena_new();
	char body[1000], want[MAX_NAME + 8];

	memset(body, 'x', sizeof body);
	memcpy(body + sizeof body - 3, "=1", 3);
	memset(want, 'x', MAX_NAME);
	memcpy(want + MAX_NAME, "=1;", 4);
	CHECK_STR(read_form(mem, body, 100, 1), want);
	arena_free(mem);
}

TEST_MAIN(test_forms, test_long_name)
