#include "arena.h"
#include "clean.h"
#include "test.h"

static void
test_clean(void)
{
	static const struct { const char *text, *want; size_t max; } texts[] = {
		{ "plain", "plain", 99 },
		{ "", "", 99 },
		{ "line\nline\t\033[31m\177", "line%0Aline%09%1B[31m%7F", 99 },
		{ "\303\244 \342\202\254 \360\237\230\200", "\303\244 \342\202\254 \360\237\230\200", 99 },
		{ "\377\303(\300\257", "%FF%C3(%C0%AF", 99 },
		{ "\355\240\200\364\220\200\200", "%ED%A0%80%F4%90%80%80", 99 },
		{ "\342\200\256evil\302\205", "%E2%80%AEevil%C2%85", 99 },
		{ "cut\303", "cut%C3", 99 },
		{ "123456", "12345...", 5 },
		{ "1234\303\244", "1234...", 5 },
	};
	struct arena *mem = arena_new();
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK_STR(clean_text(texts[i].text, texts[i].max, mem), texts[i].want);
	arena_free(mem);
}

TEST_MAIN(test_clean)
