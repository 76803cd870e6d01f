#include "csv.h"
#include "test.h"

static void
test_cells(void)
{
	static const struct { const char *cell, *line; } known[] = {
		{ NULL, "\"\"\r\n" }, { "", "\"\"\r\n" }, { "a", "\"a\"\r\n" },
		{ "a,b", "\"a,b\"\r\n" }, { "\"", "\"\"\"\"\r\n" },
		{ "say \"no\"", "\"say \"\"no\"\"\"\r\n" }, { "a\r\nb", "\"a\r\nb\"\r\n" },
		{ "=1+1", "\"'=1+1\"\r\n" }, { "+1", "\"'+1\"\r\n" }, { "-1", "\"'-1\"\r\n" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"\r\n" }, { "\t=1", "\"'\t=1\"\r\n" },
		{ "\r=1", "\"'\r=1\"\r\n" }, { "=\"\"", "\"'=\"\"\"\"\"\r\n" },
		{ "1=1", "\"1=1\"\r\n" }, { "'=1", "\"'=1\"\r\n" }, { " =1", "\" =1\"\r\n" },
		{ "m\303\274nchen", "\"m\303\274nchen\"\r\n" },
	};
	struct arena *mem = arena_new();
	const char *line;
	size_t i, len;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		line = csv_line(&known[i].cell, 1, mem, &len);
		CHECK(len == strlen(known[i].line) && memcmp(line, known[i].line, len) == 0);
	}
	arena_free(mem);
}

/* Each cell is at its place, whatever is empty. */
static void
test_line(void)
{
	static const char *const cells[] = { "day", NULL, "=\"", "", NULL };
	static const char line[] = "\"day\",\"\",\"'=\"\"\",\"\",\"\"\r\n";
	struct arena *mem = arena_new();
	const char *got;
	size_t len;

	got = csv_line(cells, sizeof cells / sizeof *cells, mem, &len);
	CHECK(len == sizeof line - 1 && memcmp(got, line, len) == 0);
	arena_free(mem);
}

TEST_MAIN(test_cells, test_line)
