#include "arena.h"
#include "err.h"
#include "test.h"
#include "uidset.h"

static const char *
text_of(const struct uidset *s, struct arena *mem)
{
	size_t at = 0;

	return uidset_text(s, &at, 1000, mem);
}

static void
test_parse(void)
{
	static const struct { const char *in, *out; } good[] = {
		{ "1", "1" }, { "1:3", "1:3" }, { "3:1", "1:3" }, { "1,2,3,5", "1:3,5" },
		{ "7,1:2", "1:2,7" }, { "5:9,1:6", "1:9" }, { "4294967295", "4294967295" },
		{ "1:4294967295,7", "1:4294967295" }, { "2,2,2", "2" },
	};
	static const char *const bad[] = {
		"", "0", "1,", ",1", "1:", ":1", "1:2:3", "a", "1 2", "-1", "4294967296",
		"99999999999999999999999", "*", "1:*", "+1", "01",
	};
	struct arena *mem = arena_new();
	struct uidset s = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(uidset_parse(&s, good[i].in) == 0);
		uidset_sort(&s);
		CHECK_STR(text_of(&s, mem), good[i].out);
		uidset_clear(&s);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(uidset_parse(&s, bad[i]) == -1);
		CHECK(err_kind() == ERR_REMOTE);
		uidset_clear(&s);
	}
	uidset_free(&s);
	arena_free(mem);
}

static void
test_ask(void)
{
	struct uidset s = { NULL, 0, 0 };

	CHECK(!uidset_has(&s, 1) && uidset_size(&s) == 0);
	CHECK(uidset_parse(&s, "10:20,30,40:4294967295") == 0);
	uidset_sort(&s);
	CHECK(!uidset_has(&s, 9) && uidset_has(&s, 10) && uidset_has(&s, 20));
	CHECK(!uidset_has(&s, 21) && uidset_has(&s, 30) && !uidset_has(&s, 31));
	CHECK(!uidset_has(&s, 39) && uidset_has(&s, 40) && uidset_has(&s, 4294967295));
	CHECK(uidset_size(&s) == 11 + 1 + (UINT64_C(4294967295) - 40 + 1));
	uidset_free(&s);
}

/* A long set goes out as several texts, none too long, nothing twice. */
static void
test_pieces(void)
{
	struct arena *mem = arena_new();
	struct uidset s = { NULL, 0, 0 }, again = { NULL, 0, 0 };
	size_t at = 0, pieces = 0, i;

	for (i = 0; i < 1000; i++)
		uidset_add(&s, 4000000000 + 2 * i, 4000000000 + 2 * i);
	while (at < s.count) {
		const char *text = uidset_text(&s, &at, 200, mem);

		CHECK(strlen(text) > 100 && strlen(text) <= 200);
		CHECK(uidset_parse(&again, text) == 0);
		pieces++;
	}
	CHECK(pieces > 50 && uidset_size(&again) == 1000 && again.count == 1000);
	uidset_free(&s);
	uidset_free(&again);
	arena_free(mem);
}

TEST_MAIN(test_parse, test_ask, test_pieces)
